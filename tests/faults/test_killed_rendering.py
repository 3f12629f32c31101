"""kill -9 in the middle of rendering after a deploy: readers notice nothing, and the next run does the rest."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cms.editions.models import SCHEMA_VERSION, Edition
from home.services import ensure_site
from tests.editions import read
from tests.factories import medications as make
from tests.faults.conftest import Workshop

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

ALL = 30
SET_UP = 120.0


@pytest.fixture
def pages(workshop: Workshop) -> list[Any]:
    """Left behind by a former release, but for their section."""
    ensure_site()
    pages = [make.publish(make.ArticlePageFactory()) for _ in range(ALL)]
    Edition.objects.update(schema_version=SCHEMA_VERSION)
    editions_of(pages).update(schema_version=SCHEMA_VERSION - 1, digest="0" * 64)
    return pages


def editions_of(pages: list[Any]) -> Any:
    return Edition.objects.filter(page_id__in=[page.pk for page in pages], valid_to=None)


def done(pages: list[Any]) -> int:
    return int(editions_of(pages).filter(schema_version=SCHEMA_VERSION).count())


def begin(workshop: Workshop, pages: list[Any], *options: str) -> Any:
    """A run that has rendered some, and is in the middle of one."""
    process = workshop.start("render_editions", *options)
    workshop.wait_for(lambda: done(pages) >= 3, what="three pages", seconds=SET_UP)
    workshop.hold_at("saved")
    workshop.wait_until_held("saved")
    return process


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.long), "3"])
def test_a_killed_run_is_resumed_by_running_it_again(
    workshop: Workshop, pages: list[Any], client: Client, workers: str
) -> None:
    process = begin(workshop, pages, "--workers", workers)
    workshop.kill(process)
    workshop.let_go("saved")

    before = done(pages)
    assert 3 <= before < ALL
    assert editions_of(pages).count() == ALL, "each page has one edition, be it the former one"
    for page in pages:
        assert read(client, page)["title"] == page.title

    again = workshop.start("render_editions", "--workers", workers)
    assert again.wait(SET_UP) == 0
    assert f"{ALL - before} pages rendered, {ALL - before} with a new edition." in workshop.output(again)
    assert done(pages) == ALL


def test_the_processes_of_a_run_end_with_it(workshop: Workshop, pages: list[Any]) -> None:
    process = begin(workshop, pages, "--workers", "2")
    held = workshop.wait_until_held("saved")
    assert held != process.pid, "another process renders"
    os.kill(process.pid, signal.SIGKILL)
    process.wait(SET_UP)
    workshop.wait_for(lambda: not is_there(held), what="the end of the process that renders", of_failed=True)


@pytest.mark.long
def test_a_process_that_is_ended_from_outside_ends_the_run_with_an_error(
    workshop: Workshop, pages: list[Any]
) -> None:
    process = begin(workshop, pages, "--workers", "2")
    os.kill(workshop.wait_until_held("saved"), signal.SIGKILL)
    workshop.let_go("saved")
    assert process.wait(SET_UP) == 1
    assert "a process that rendered was ended from outside" in workshop.output(process)
    again = workshop.start("render_editions")
    assert again.wait(SET_UP) == 0
    assert done(pages) == ALL


def is_there(process_id: int) -> bool:
    """Whether it runs; nobody may ask for the exit code of an orphan that has ended."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
