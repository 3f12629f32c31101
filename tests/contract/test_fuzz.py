"""Whatever a stranger sends, the document says what may come back, and nothing else does.

`make fuzz` asks for longer, and prints what was asked and answered.
"""

from __future__ import annotations

import json
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import wagtail_factories
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from cms.api.openapi.document import build
from cms.api.openapi.paths import PREFIX
from cms.editions.passes import make_pass
from cms.releases import preview
from medications.models import Entity
from tests import contract_tools
from tests.api import hidden_world
from tests.contract import fuzzing
from tests.contract.fuzzing import Known
from tests.factories import medications as make
from tests.factories.core import ImageFactory, restore_tree

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("fuzz"),
    pytest.mark.skipif(
        contract_tools.fuzzer() is None, reason="NOT TESTED: no fuzzer of the API could be found here"
    ),
]
A_QUICK_LOOK = 210
PATIENCE = 300
HOURS = 6 * 3600


@pytest.fixture
def known(live_server: Any) -> Known:
    """The world of hidden things, with files that are not, and passes for the preview of a release and for the past."""
    restore_tree()
    world = hidden_world.build()
    boss = User.objects.create_superuser("boss", "boss@example.org", "x")
    now = timezone.now()
    token = preview.make_token(release=world.release, site=Site.objects.get(is_default_site=True), now=now)
    past = make_pass(boss, until=now + timedelta(days=1))
    _show_files()
    public = [
        "/",
        "/topics/",
        world.path_of(world.hub),
        "/medications/a-drug/",
        "/articles/files/",
        "/old-hub",
    ]
    kinds = (Page, Entity, Redirect, get_image_model(), get_document_model())
    numbers = {pk for kind in kinds for pk in kind.objects.values_list("pk", flat=True)[:20]}
    return Known(
        numbers=sorted({0, *numbers}),
        paths=[*public, *world.paths[::8]],
        words=[*world.words, "once", "skin", "Tacrolimus", "topical-immunomodulators", "a-drug", "medicne"],
        passes={
            f"{PREFIX}/preview/": token,
            f"{PREFIX}/pages/{{id}}/": past,
            f"{PREFIX}/pages/by-path/": past,
        },
    )


def _show_files() -> None:
    """An image and a document that readers may have."""
    document = wagtail_factories.DocumentFactory(title="A leaflet")
    link = f'<p><a linktype="document" id="{document.pk}">a leaflet</a></p>'
    body = [make.block("paragraph", link), *make.a_section()]
    make.publish(make.ArticlePageFactory(title="Files", slug="files", body=body, card_image=ImageFactory()))


@pytest.mark.django_db(transaction=True)
def test_every_operation_answers_as_the_document_says(
    live_server: Any, known: Known, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    wanted = request.config.getoption("--fuzz-cases")
    outcome = fuzzing.run(
        live_server.url,
        known,
        cases=wanted or A_QUICK_LOOK,
        seed=request.config.getoption("--fuzz-seed"),
        folder=tmp_path,
        patience=HOURS if wanted else PATIENCE,
        boundaries=bool(wanted),
    )
    if wanted:
        sys.stdout.write(f"\n{outcome.table()}\n")
    assert outcome.exit_code == 0, outcome.report
    assert outcome.faults_of_ours == {}
    assert outcome.operations == fuzzing.operations()
    assert outcome.cases >= (wanted or A_QUICK_LOOK)


class Liar(BaseHTTPRequestHandler):
    """Answers everything but the document with something else than it promises."""

    def do_GET(self) -> None:
        body = json.dumps(build() if self.path.endswith("/openapi.json") else {"title": 1}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
        pass


def test_an_answer_that_the_document_does_not_tell_of_is_noticed(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        outcome = fuzzing.run(
            f"http://127.0.0.1:{server.server_port}",
            Known(numbers=[1], paths=["/"], words=["once"], passes={}),
            cases=3 * len(fuzzing.operations()),
            seed=1,
            folder=tmp_path,
            patience=PATIENCE,
            boundaries=False,
        )
    finally:
        server.shutdown()
        server.server_close()
    assert outcome.exit_code == 1
    assert f"{len(fuzzing.operations())} failed" in outcome.report
