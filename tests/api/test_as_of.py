"""What the API said at a moment that is past, to the byte, and for those with a pass alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.editions.models import Edition
from cms.editions.passes import make_pass
from home.models import StandardPage
from tests.api.reading import API, get
from tests.scheduling import a_live_page

pytestmark = pytest.mark.django_db

PATH = "/pages/by-path/?path=/about-us/"


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.org", "x")


@pytest.fixture
def allowed(boss: User) -> str:
    return make_pass(boss, until=timezone.now() + timedelta(days=1))


def then(client: Client, path: str, moment: datetime | str, token: str | None) -> Any:
    said = moment if isinstance(moment, str) else moment.isoformat().replace("+", "%2B")
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return client.get(f"{API}{path}{'&' if '?' in path else '?'}as_of={said}", headers=headers)


def now() -> datetime:
    return datetime.now(UTC)


def changed(page: StandardPage, title: str) -> StandardPage:
    page.title = title
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def test_what_was_said_is_answered_to_the_byte_with_the_validator_it_had(
    client: Client, allowed: str
) -> None:
    page = a_live_page("About us")
    first = get(client, f"/pages/{page.pk}/")
    moment = now()
    changed(page, "Who we are")

    for path in (f"/pages/{page.pk}/", PATH):
        answer = then(client, path, moment, allowed)
        assert answer.status_code == 200, answer.content
        assert answer.content == first.content
        assert (answer["ETag"], answer["Last-Modified"]) == (first["ETag"], first["Last-Modified"])
        assert answer["X-Content-Sequence"] == first["X-Content-Sequence"]
        assert answer["Cache-Control"] == "private, no-store"
        assert then(client, path, now(), allowed).json()["title"] == "Who we are"


def test_a_page_that_is_gone_is_still_what_it_was(client: Client, allowed: str) -> None:
    page = a_live_page("About us")
    said = get(client, f"/pages/{page.pk}/").content
    moment = now()
    page.delete()

    assert get(client, f"/pages/{page.pk}/").status_code == 404
    assert then(client, PATH, moment, allowed).content == said


def test_what_nobody_got_then_is_not_answered(client: Client, allowed: str) -> None:
    before = now()
    page = a_live_page("About us")
    restriction = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN
    )
    private = now()
    restriction.delete()
    opened = now()
    Page.objects.get(pk=page.pk).unpublish()
    withdrawn = now()

    for path in (f"/pages/{page.pk}/", PATH):
        statuses = [
            then(client, path, at, allowed).status_code for at in (before, private, opened, withdrawn)
        ]
        assert statuses == [404, 404, 200, 404]


def test_a_page_was_not_there_any_more_once_it_had_run_out(client: Client, allowed: str) -> None:
    page = a_live_page("About us")
    page.expire_at = now() + timedelta(milliseconds=300)
    page.save_revision().publish()
    runs_out = StandardPage.objects.get(pk=page.pk).expire_at
    just_before = then(client, PATH, runs_out - timedelta(milliseconds=1), allowed)
    while now() <= runs_out:
        pass

    assert just_before.status_code in {200, 400}, "400 where that moment had not come yet"
    assert then(client, PATH, runs_out - timedelta(milliseconds=1), allowed).status_code == 200
    assert then(client, PATH, runs_out, allowed).status_code == 404
    assert Edition.objects.filter(page_id=page.pk, valid_to=None).exists(), "no worker has come yet"


def test_without_a_pass_nothing_is_said_but_how_to_get_one(client: Client) -> None:
    page = a_live_page("About us")

    for path in (f"/pages/{page.pk}/", "/pages/99999/", PATH, "/pages/by-path/?path=/nowhere/"):
        answer = then(client, path, now(), None)
        assert answer.status_code == 403
        assert answer["Cache-Control"] == "no-store"
        assert "make_history_pass" in answer.json()["detail"]
        assert "About us" not in answer.content.decode()


@pytest.mark.parametrize("token", ["", "x", "x:y", "eyJ1c2VyIjoxfQ:abc"])
def test_what_is_no_pass_is_refused(client: Client, token: str) -> None:
    assert then(client, PATH, now(), token).status_code == 403


def test_a_pass_runs_out(client: Client, boss: User) -> None:
    answer = then(client, PATH, now(), make_pass(boss, until=now() - timedelta(seconds=2)))
    assert answer.status_code == 403
    assert "has run out" in answer.json()["detail"]


def test_a_pass_ends_with_the_person_it_speaks_for(client: Client, boss: User, allowed: str) -> None:
    a_live_page("About us")
    moment = now()
    assert then(client, PATH, moment, allowed).status_code == 200
    boss.is_active = False
    boss.save()
    assert then(client, PATH, moment, allowed).status_code == 403
    boss.delete()
    assert then(client, PATH, moment, allowed).status_code == 403


@pytest.mark.parametrize(
    "moment", ["", "yesterday", "2026-03-03", "2026-03-03T00:00:00", "2026-13-03T00:00:00Z"]
)
def test_a_moment_that_is_none_is_refused(client: Client, allowed: str, moment: str) -> None:
    answer = then(client, PATH, moment, allowed)
    assert answer.status_code == 400
    assert "2026-03-03T00:00:00Z" in answer.json()["detail"]


def test_the_future_and_parts_are_refused(client: Client, allowed: str) -> None:
    assert then(client, PATH, now() + timedelta(minutes=1), allowed).status_code == 400
    assert then(client, f"{PATH}&fields=title", now(), allowed).status_code == 400


def test_a_number_beyond_any_page_is_not_found(client: Client, allowed: str) -> None:
    assert then(client, f"/pages/{2**70}/", now(), allowed).status_code == 404


def test_the_command_makes_passes_for_those_who_may_open_the_admin(client: Client, boss: User) -> None:
    a_live_page("About us")
    said = StringIO()
    call_command("make_history_pass", "boss", days=1, stdout=said)
    assert then(client, PATH, now(), said.getvalue().strip()).status_code == 200

    User.objects.create_user("reader")
    for name, options in (("reader", {}), ("nobody", {}), ("boss", {"days": 0}), ("boss", {"days": 400})):
        with pytest.raises(CommandError):
            call_command("make_history_pass", name, **options)
