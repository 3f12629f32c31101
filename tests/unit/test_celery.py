"""Beat knows its work, and whoever imports the project for something else has no settings chosen for it."""

from __future__ import annotations

import subprocess
import sys

from config.celery import app
from config.env import BASE_DIR


def test_the_nightly_refresh_of_related_pages_is_scheduled() -> None:
    nightly = app.conf.beat_schedule["related-nightly"]
    assert nightly["task"] == "cms.related.tasks.refresh_all"
    assert nightly["task"] in app.tasks
    assert nightly["options"]["expires"] == 3600


def test_importing_the_project_reads_no_settings() -> None:
    asked = "import config; from django.conf import settings; print(settings.configured)"
    found = subprocess.run(
        [sys.executable, "-c", asked], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "False"
