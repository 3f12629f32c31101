"""After a deploy: pages that other code has left behind are rendered anew, and readers never go without one."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cms.core import validation
from cms.core.problems import Problem, PublishRefused
from cms.editions.models import SCHEMA_VERSION, Edition
from cms.publishing import projections
from cms.publishing.projections import Prepared
from tests.editions import read
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

FORMER = SCHEMA_VERSION - 1


def left_behind(count: int) -> list[Any]:
    """Pages of a former release, which said something else."""
    pages = [make.publish(make.ArticlePageFactory(title=f"Article {number}")) for number in range(count)]
    Edition.objects.update(schema_version=SCHEMA_VERSION)
    ids = [page.pk for page in pages]
    Edition.objects.filter(page_id__in=ids).update(
        schema_version=FORMER, content='{"said": "before"}', digest="0" * 64
    )
    return pages


def run(*options: str) -> tuple[str, str]:
    """What the command says, and what went wrong."""
    out, err = StringIO(), StringIO()
    call_command("render_editions", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def of(page: Any) -> Edition:
    return Edition.objects.get(page_id=page.pk, valid_to=None)


def test_what_was_left_behind_is_rendered_and_nothing_else() -> None:
    pages = left_behind(3)
    other = make.publish(make.ArticlePageFactory())
    before = of(other).pk
    assert run()[0] == "3 pages rendered, 3 with a new edition.\n"
    assert {of(page).schema_version for page in pages} == {SCHEMA_VERSION}
    assert of(other).pk == before
    assert run()[0] == "0 pages rendered, 0 with a new edition.\n"


def test_a_dry_run_says_how_many_and_renders_none() -> None:
    pages = left_behind(2)
    assert run("--dry-run")[0] == "2 pages to render.\n"
    assert {of(page).schema_version for page in pages} == {FORMER}


def test_all_renders_every_page_and_makes_an_edition_only_where_it_says_something_else() -> None:
    live = len(Edition.objects.filter(valid_to=None)) + 2
    left_behind(2)
    said, _ = run("--all")
    assert said.startswith(f"{live} pages rendered, ")
    assert run("--all")[0] == f"{live} pages rendered, 0 with a new edition.\n"


def test_former_editions_are_served_meanwhile(client: Client) -> None:
    first, second = left_behind(2)
    assert read(client, first) == {"said": "before"}
    run()
    assert read(client, first)["title"] == "Article 0"
    assert Edition.objects.filter(page_id=second.pk, schema_version=FORMER).exclude(valid_to=None).exists()


def failing(page: Any, error: Exception) -> Any:
    """A projection that can't take in this page."""

    def project(asked: Any, transition: Any, now: Any) -> Prepared:
        if asked.pk == page.pk:
            raise error
        return Prepared(changed=False)

    return project


@pytest.mark.parametrize(
    "error", [PublishRefused("Article 1", [Problem("A block is broken.")]), ValueError("broken")]
)
def test_a_page_that_fails_keeps_its_edition_and_ends_the_run_with_an_error(
    client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    first, second, third = left_behind(3)
    monkeypatch.setitem(projections._projections, "broken", failing(second, error))
    err = StringIO()
    with pytest.raises(CommandError, match="1 of them could not be rendered and keep their former editions"):
        call_command("render_editions", stdout=StringIO(), stderr=err)
    assert f"page {second.pk}: " in err.getvalue()
    assert read(client, second) == {"said": "before"}
    assert {of(page).schema_version for page in (first, third)} == {SCHEMA_VERSION}
    monkeypatch.delitem(projections._projections, "broken")
    assert run()[0] == "1 pages rendered, 1 with a new edition.\n"


def test_it_renders_what_would_not_be_published_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that came later keeps no live page from its new looks."""
    monkeypatch.setattr(validation, "publish_problems", lambda *_, **__: [Problem("Not today.")])
    page = left_behind_by_hand()
    run()
    assert of(page).schema_version == SCHEMA_VERSION


def left_behind_by_hand() -> Any:
    page = make.ArticlePageFactory(live=True)
    Edition.objects.filter(page_id=page.pk).update(schema_version=FORMER)
    return page


def test_progress_is_shown_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    left_behind(2)
    run("--progress")
    assert "100%  2 pages" in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["0", "-1", "many", "1000"])
def test_workers_are_a_number_that_a_machine_can_bear(workers: str) -> None:
    with pytest.raises(CommandError, match="a number from 1 to"):
        run("--workers", workers)
