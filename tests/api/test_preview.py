"""The preview of a release: what it will make of a page, for whoever has a pass, and for nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, Site

from cms.editions.models import Edition
from cms.events.models import Event
from cms.releases import preview, services
from cms.releases.models import ItemAction, Release
from home.models import StandardPage
from tests.api.reading import get
from tests.scheduling import a_draft, a_live_page, empty_heading, home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db: None) -> User:
    return User.objects.create_superuser("boss", "boss@example.org", "x")


def a_release(*instances: Any, user: User) -> Release:
    now = timezone.now()
    release = services.create(title="Spring update", user=user, now=now)
    for instance in instances:
        services.add(release=release, instance=instance, user=user, now=now)
    return release


def token_of(release: Release, **made: timedelta) -> str:
    site = Site.objects.get(is_default_site=True)
    return preview.make_token(release=release, site=site, now=timezone.now() - made.get("ago", timedelta(0)))


def look(client: Client, token: str, path: str) -> Any:
    return get(client, "/preview/", token=token, path=path)


def changed(title: str, new_title: str) -> StandardPage:
    page = a_live_page(title)
    page.title = new_title
    page.save_revision()
    return StandardPage.objects.get(pk=page.pk)


def state_of_everything() -> tuple[Any, ...]:
    return (
        list(Page.objects.order_by("pk").values("pk", "title", "live", "live_revision", "last_published_at")),
        list(Revision.objects.order_by("pk").values("pk", "approved_go_live_at")),
        list(Edition.objects.order_by("pk").values("pk", "digest", "valid_to")),
        Event.objects.count(),
        sorted(str(path) for path in Path(settings.MEDIA_ROOT).rglob("*")),
    )


def test_a_page_is_shown_as_the_release_will_leave_it(client: Client, boss: User) -> None:
    page = changed("About us", "Who we are")
    token = token_of(a_release(page, user=boss))

    answer = look(client, token, "/about-us")

    assert (answer.status_code, answer.json()["title"]) == (200, "Who we are")
    assert get(client, f"/pages/{page.pk}/").json()["title"] == "About us"


def test_a_page_that_goes_live_with_it_is_there_and_one_that_goes_offline_is_not(
    client: Client, boss: User
) -> None:
    release = a_release(a_draft("New advice"), user=boss)
    services.add(
        release=release,
        instance=a_live_page("Old advice"),
        user=boss,
        now=timezone.now(),
        action=ItemAction.UNPUBLISH,
    )
    token = token_of(release)

    assert look(client, token, "/new-advice/").status_code == 200
    assert look(client, token, "/old-advice/").status_code == 404


def test_a_page_outside_the_release_shows_what_it_will_show_and_no_draft(client: Client, boss: User) -> None:
    page = changed("About us", "Canary of a draft")
    token = token_of(a_release(a_draft("New advice"), user=boss))

    assert look(client, token, "/about-us/").json()["title"] == "About us"
    a_draft("Canary that was never published")
    assert look(client, token, "/canary-that-was-never-published/").status_code == 404
    assert page.live


def test_a_look_leaves_nothing_behind(client: Client, boss: User) -> None:
    token = token_of(a_release(changed("About us", "Who we are"), a_draft("New advice"), user=boss))
    before = state_of_everything()

    for path in ("/about-us/", "/new-advice/", "/nothing/"):
        look(client, token, path)

    assert state_of_everything() == before
    assert get(client, "/pages/by-path/", path="/new-advice/").status_code == 404


def test_no_cache_keeps_it_and_no_other_site_is_told_the_address(client: Client, boss: User) -> None:
    answer = look(client, token_of(a_release(a_draft("New advice"), user=boss)), "/new-advice/")

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "ETag" not in answer


def test_a_token_of_somebody_elses_making_is_refused(client: Client, boss: User) -> None:
    token = token_of(a_release(a_draft("New advice"), user=boss))
    home_page()

    for forged in ("x", token[:-2], token.replace(":", "", 1), f"x{token}"):
        answer = look(client, forged, "/new-advice/")
        assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
        assert "New advice" not in answer.content.decode()


def test_a_token_runs_out_after_a_week(client: Client, boss: User) -> None:
    release = a_release(a_draft("New advice"), user=boss)

    assert look(client, token_of(release, ago=timedelta(days=6, hours=23)), "/new-advice/").status_code == 200
    late = look(client, token_of(release, ago=timedelta(days=7, minutes=1)), "/new-advice/")
    assert (late.status_code, "has run out" in late.json()["detail"]) == (410, True)


def test_a_token_ends_with_the_release(client: Client, boss: User) -> None:
    release = a_release(a_draft("New advice"), user=boss)
    token = token_of(release)

    Release.objects.update(state="published")
    assert look(client, token, "/new-advice/").status_code == 410
    release.delete()
    assert look(client, token, "/new-advice/").status_code == 410


def test_an_item_that_cannot_be_published_is_told_in_words_and_hides_no_other(
    client: Client, boss: User
) -> None:
    bad = a_draft("Half done")
    bad.body = empty_heading()
    bad.save_revision(clean=False)
    token = token_of(a_release(a_draft("New advice"), StandardPage.objects.get(pk=bad.pk), user=boss))

    told = look(client, token, "/half-done/")
    assert (told.status_code, told["Content-Type"]) == (409, "application/problem+json")
    assert "heading" in told.json()["detail"].lower()
    assert look(client, token, "/new-advice/").status_code == 200


def test_of_a_large_release_the_page_asked_for_comes_first_and_the_rest_is_counted(
    client: Client, boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "AT_MOST", 1)
    token = token_of(a_release(a_draft("First"), a_draft("Second"), a_draft("Third"), user=boss))

    answer = look(client, token, "/third/")
    assert (answer.status_code, answer["X-Preview-Left-Out"]) == (200, "2")


@pytest.mark.parametrize("given", [{}, {"token": "x"}, {"path": "/"}, {"tokn": "x", "path": "/"}])
def test_what_is_missing_or_unknown_is_named(client: Client, given: dict[str, str]) -> None:
    answer = get(client, "/preview/", **given)
    assert answer.status_code == 400
    assert any(name in answer.json()["detail"] for name in ("token", "path"))


def test_an_editor_makes_the_pass_on_the_page_of_the_release(client: Client, boss: User) -> None:
    release = a_release(a_draft("New advice"), user=boss)
    client.force_login(boss)

    screen = client.get(reverse("releases:preview", args=[release.pk])).content.decode()

    (address,) = {unescape(found) for found in re.findall(r'href="(/api/v2/preview/[^"]+)"', screen)}
    assert Client().get(address).json()["title"] == "New advice"
    assert "what was handed out so far stops working" in screen


def with_header(client: Client, authorization: str) -> Any:
    return client.get("/api/v2/preview/", {"path": "/new-advice/"}, headers={"Authorization": authorization})


def test_with_the_token_in_the_header_no_address_needs_it(client: Client, boss: User) -> None:
    token = token_of(a_release(a_draft("New advice"), user=boss))

    for scheme in ("Bearer", "bearer"):
        answer = with_header(client, f"{scheme} {token}")
        assert (answer.status_code, answer.json()["title"]) == (200, "New advice")
    assert with_header(client, f"Bearer x{token}").status_code == 403
    assert with_header(client, f"Basic {token}").status_code == 400


def test_an_editor_ends_what_was_handed_out_and_what_is_made_then_is_good(client: Client, boss: User) -> None:
    release = a_release(a_draft("New advice"), user=boss)
    old = token_of(release)
    client.force_login(boss)

    client.post(reverse("releases:end_previews", args=[release.pk]))

    answer = look(client, old, "/new-advice/")
    assert (answer.status_code, answer["Content-Type"]) == (410, "application/problem+json")
    assert "was ended" in answer.json()["detail"]
    assert "New advice" not in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"
    release.refresh_from_db()
    assert look(client, token_of(release), "/new-advice/").status_code == 200
    history = client.get(reverse("releases:show", args=[release.pk])).content.decode()
    assert "Links to the preview ended" in history


def test_whoever_may_only_look_at_a_release_ends_no_preview(client: Client, boss: User) -> None:
    release = a_release(a_draft("New advice"), user=boss)
    reader = User.objects.create_user("reader", "reader@example.org", "x")
    names = ["access_admin", "view_release"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)

    client.post(reverse("releases:end_previews", args=[release.pk]))

    assert look(client, token_of(release), "/new-advice/").status_code == 200
    screen = client.get(reverse("releases:preview", args=[release.pk])).content.decode()
    assert "End previews" not in screen


def test_the_token_of_a_deleted_release_opens_no_other_of_the_same_number(client: Client, boss: User) -> None:
    release = a_release(a_draft("New advice"), user=boss)
    token, number = token_of(release), release.pk
    release.delete()

    Release.objects.create(pk=number, title="Another one", created_at=timezone.now())

    assert look(client, token, "/new-advice/").status_code == 410
