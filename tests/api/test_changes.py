"""The change feed: everything that concerns readers, in order, and not a word of what does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from cms.events.models import Event, EventKind
from home.models import HomePage, StandardPage
from tests.api.reading import get
from tests.background import catch_up
from tests.copies import Copy, newest, whole
from tests.scheduling import a_draft, a_live_page, a_page, home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(client: Client) -> Copy:
    """Of the site as the tests find it."""
    home_page()
    catch_up()
    return Copy(client, since=newest(client), pages=whole(client))


def below(parent: StandardPage, title: str) -> StandardPage:
    parent = StandardPage.objects.get(pk=parent.pk)
    child = parent.add_child(
        instance=StandardPage(title=title, live=False, body=[("paragraph", "<p>Words.</p>")])
    )
    child.save_revision().publish()
    return StandardPage.objects.get(pk=child.pk)


def restrict(page: Page) -> PageViewRestriction:
    row = Page.objects.get(pk=page.pk)
    return PageViewRestriction.objects.create(page=row, restriction_type=PageViewRestriction.LOGIN)


def about(items: list[dict[str, Any]], page: Page) -> list[tuple[str, bool, str | None]]:
    """Of the items about the page: kind, whether it is gone, path."""
    return [(item["kind"], item["gone"], item["path"]) for item in items if item["object"]["id"] == page.pk]


def test_a_page_that_goes_live_is_told_with_its_path_and_the_digest_of_its_edition(
    client: Client, copy: Copy
) -> None:
    page = a_live_page()

    (item,) = [item for item in copy.sync() if item["object"]["id"] == page.pk]

    assert item["object"] == {"kind": "page", "id": page.pk}
    assert (item["kind"], item["gone"]) == (EventKind.PAGE_PUBLISHED, False)
    assert (item["path"], item["old_path"]) == ("/about-us/", None)
    assert f'"{item["digest"]}"' == get(client, f"/pages/{page.pk}/")["ETag"]
    assert item["keys"][0] == f"page-{page.pk}"


def test_a_draft_says_nothing_whatever_becomes_of_it(copy: Copy) -> None:
    draft = a_draft("A secret")
    draft.move(a_live_page("Somewhere"), pos="last-child")
    row = StandardPage.objects.get(pk=draft.pk)
    restrict(row).delete()
    StandardPage.objects.get(pk=draft.pk).delete()

    assert Event.objects.filter(object_id=draft.pk).exists(), "there is something to be silent about"
    assert about(copy.sync(), draft) == []


def test_a_page_that_moves_is_told_with_both_paths_and_so_are_those_below(copy: Copy) -> None:
    top = a_live_page("Top")
    child = below(top, "Child")
    copy.sync()
    StandardPage.objects.get(pk=top.pk).move(a_live_page("Elsewhere"), pos="last-child")
    catch_up()

    moved = {item["object"]["id"]: item for item in copy.sync() if item["old_path"]}

    assert (moved[top.pk]["old_path"], moved[top.pk]["path"]) == ("/top/", "/elsewhere/top/")
    assert (moved[child.pk]["old_path"], moved[child.pk]["path"]) == ("/top/child/", "/elsewhere/top/child/")


def test_a_page_that_is_withdrawn_is_gone_with_the_path_it_had(copy: Copy) -> None:
    page = a_live_page()
    copy.sync()
    page.unpublish()

    assert about(copy.sync(), page) == [(EventKind.PAGE_UNPUBLISHED, True, "/about-us/")]


def test_a_page_that_is_deleted_is_gone_and_what_is_deleted_with_it_too(copy: Copy) -> None:
    top = a_live_page("Top")
    child = below(top, "Child")
    copy.sync()
    StandardPage.objects.get(pk=top.pk).delete()

    items = copy.sync()

    for page, path in ((top, "/top/"), (child, "/top/child/")):
        assert about(items, page)[-1] == (EventKind.PAGE_DELETED, True, path)
        assert page.pk not in copy.pages


def test_each_page_below_one_that_becomes_private_is_gone_at_once_without_its_path(copy: Copy) -> None:
    top = a_live_page("Top")
    child = below(top, "Child")
    copy.sync()
    restrict(top)

    items = copy.sync()

    for page in (top, child):
        assert about(items, page) == [(EventKind.ACCESS_CHANGED, True, None)]
        assert page.pk not in copy.pages


def test_a_page_that_is_private_now_was_never_anywhere(client: Client, copy: Copy) -> None:
    page = a_live_page("Top")
    page.title = "Another"
    page.slug = "another"
    page.save_revision().publish()
    restrict(page)

    said = get(client, "/changes/", since=copy.since).content.decode()

    assert "top" not in said
    assert "another" not in said.lower()


def test_a_page_that_was_published_in_private_is_told_once_it_is_opened(copy: Copy) -> None:
    top = a_live_page("Top")
    restriction = restrict(top)
    child = below(top, "Child")
    copy.sync()
    assert child.pk not in copy.pages
    restriction.delete()

    items = copy.sync()

    for page, path in ((top, "/top/"), (child, "/top/child/")):
        assert about(items, page) == [(EventKind.ACCESS_CHANGED, False, path)]
    # And gone again, though no edition was ever made of it in public.
    restrict(top)
    assert about(copy.sync(), child) == [(EventKind.ACCESS_CHANGED, True, None)]


def test_what_happens_in_private_is_not_told(copy: Copy) -> None:
    top = a_live_page("Top")
    restrict(top)
    child = below(top, "Child")
    child.title = "Renamed"
    child.slug = "renamed"
    child.save_revision().publish()
    child.unpublish()

    assert about(copy.sync(), child) == []


def test_each_page_that_a_move_hides_is_gone_before_any_worker_comes(copy: Copy) -> None:
    private = a_live_page("Private")
    restrict(private)
    top = a_live_page("Top")
    child = below(top, "Child")
    copy.sync()
    StandardPage.objects.get(pk=top.pk).move(StandardPage.objects.get(pk=private.pk), pos="last-child")

    items = copy.sync()

    assert about(items, child) == [(EventKind.ACCESS_CHANGED, True, None)]
    assert not {top.pk, child.pk}.intersection(copy.pages)


def test_a_page_that_moves_to_another_site_is_gone_here_and_there_it_is_new(
    client: Client, copy: Copy
) -> None:
    root = Page.get_first_root_node().add_child(instance=HomePage(title="Other", slug="other", live=False))
    root.save_revision().publish()
    Site.objects.create(hostname="other.example", root_page=root, site_name="Other")
    top = a_live_page("Top")
    child = below(top, "Child")
    catch_up()
    copy.sync()
    there = get(client, "/changes/", since=copy.since, site="other.example").json()["latest"]
    StandardPage.objects.get(pk=top.pk).move(HomePage.objects.get(pk=root.pk), pos="last-child")

    copy.sync()
    assert not {top.pk, child.pk}.intersection(copy.pages)
    catch_up()
    items = get(client, "/changes/", since=there, site="other.example").json()["items"]
    assert {item["object"]["id"] for item in items if not item["gone"]} >= {top.pk, child.pk}
    assert about(items, child)[-1][2] == "/top/child/"


def test_a_page_that_has_run_out_is_named_before_any_worker_knows(client: Client, copy: Copy) -> None:
    page = a_live_page()
    copy.sync()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

    assert get(client, "/changes/", since=copy.since).json()["expired"] == [
        {"id": page.pk, "path": "/about-us/"}
    ]
    copy.sync()
    assert page.pk not in copy.pages


def test_a_page_that_changes_with_what_it_shows_is_told_when_it_has_changed(
    client: Client, copy: Copy
) -> None:
    top = a_live_page("Top")
    child = below(top, "Child")
    catch_up()
    copy.sync()
    assert get(client, "/changes/", since=copy.since).json()["settled"]
    top.title = "Another title"
    top.save_revision().publish()

    assert not get(client, "/changes/", since=copy.since).json()["settled"]
    catch_up()
    assert about(copy.sync(), child) == [(EventKind.PAGE_REFRESHED, False, "/top/child/")]
    assert copy.pages == whole(client)


def test_the_feed_can_be_read_in_parts_of_any_size(client: Client, copy: Copy) -> None:
    begin = copy.since
    for number in range(4):
        a_live_page(f"Page {number}").unpublish()
    at_once = copy.sync()

    by_twos = Copy(client, since=begin, limit=2)

    assert by_twos.sync() == at_once
    assert by_twos.since == copy.since == newest(client)
    assert [item["sequence"] for item in at_once] == sorted({item["sequence"] for item in at_once})


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({}, "since is required"),
        ({"since": "x"}, "since must be a positive integer"),
        ({"since": "-1"}, "since must be a positive integer"),
        ({"since": "0", "limit": "101"}, "limit cannot be higher than 100"),
        ({"since": "0", "limit": "0"}, "limit must be at least 1"),
        ({"sinse": "0", "since": "0"}, "Did you mean"),
    ],
)
def test_what_cannot_be_answered_is_refused(client: Client, query: dict[str, str], says: str) -> None:
    answer = get(client, "/changes/", **query)
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


def test_a_number_from_another_history_is_gone_and_says_what_to_do(client: Client, copy: Copy) -> None:
    answer = get(client, "/changes/", since=copy.since + 1)
    assert answer.status_code == 410
    assert "Make the copy anew" in answer.json()["detail"]


def test_an_answer_is_validated_and_kept_like_other_lists(client: Client, copy: Copy) -> None:
    a_page()
    answer = get(client, "/changes/", since=copy.since)

    assert answer["X-Content-Sequence"] == str(copy.since)
    assert answer["Surrogate-Key"] == "changes api event"
    assert "s-maxage" in answer["Cache-Control"]
    again = client.get(f"/api/v2/changes/?since={copy.since}", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
