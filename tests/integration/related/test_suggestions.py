"""What editors see of a draft before it is published: what readers would get, why, and what they have decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.core.moment import database_now
from cms.related.suggestions import Suggestions, suggestions_for
from home.services.groups import MODERATORS
from medications.models import ArticlePage
from tests.background import catch_up
from tests.factories import medications as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbours() -> dict[str, ArticlePage]:
    psoriasis = make.ConditionFactory(name="Psoriasis")
    found = {
        title: make.publish(make.ArticlePageFactory(title=title, topics=[psoriasis]))
        for title in ("Creams", "Light", "The scalp")
    }
    catch_up()
    return found


def draft_about_the_same(neighbours: dict[str, ArticlePage]) -> ArticlePage:
    topic = neighbours["Creams"].page_topics.get().entity
    draft = make.ArticlePageFactory(title="Living with it", live=False, topics=[topic])
    draft.save_revision()
    return draft


def suggested(draft: ArticlePage) -> Suggestions:
    found = suggestions_for(draft.get_latest_revision_as_object(), now=database_now())
    assert found is not None
    return found


def titles(found: Suggestions) -> list[str]:
    return [suggestion.page.title for suggestion in (*found.shown, *found.further)]


def test_a_draft_that_was_never_published_has_suggestions_with_reasons(
    neighbours: dict[str, ArticlePage],
) -> None:
    found = suggested(draft_about_the_same(neighbours))
    assert set(titles(found)) == set(neighbours)
    for suggestion in found.shown:
        assert suggestion.percent is not None
        assert suggestion.percent >= 8
        assert "Both about Psoriasis" in suggestion.reasons


def test_what_the_draft_says_counts_and_not_what_is_live(neighbours: dict[str, ArticlePage]) -> None:
    page = neighbours["Creams"]
    live = {each.page.title: each.percent or 0 for each in suggested(page).shown}
    page.page_topics.all().delete()
    page.save_revision()
    draft = {each.page.title: each.percent or 0 for each in suggested(page).shown}
    assert draft.get("Light", 0) < live["Light"]


def test_pins_come_first_and_what_is_kept_out_is_said(neighbours: dict[str, ArticlePage]) -> None:
    draft = draft_about_the_same(neighbours)
    draft.related_pins.create(target=neighbours["Light"])
    draft.related_exclusions.create(target=neighbours["Creams"])
    draft.save_revision()
    found = suggested(draft)
    assert [each.page.title for each in found.shown] == ["Light", "The scalp"]
    assert found.shown[0].is_pinned
    assert [page.title for page in found.never] == ["Creams"]


@pytest.mark.parametrize("hide", ["unpublished", "restricted", "expired"])
def test_what_readers_can_not_get_is_not_suggested(neighbours: dict[str, ArticlePage], hide: str) -> None:
    draft, page = draft_about_the_same(neighbours), neighbours["Light"]
    draft.related_pins.create(target=page)
    draft.save_revision()
    if hide == "unpublished":
        page.unpublish()
    elif hide == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    else:
        ArticlePage.objects.filter(pk=page.pk).update(expire_at=database_now() - timedelta(seconds=1))
    found = suggested(draft)
    assert "Light" not in titles(found)
    assert [page.title for page in found.hidden] == ["Light"]


def test_only_those_who_may_edit_the_page_see_it(client: Client, neighbours: dict[str, ArticlePage]) -> None:
    address = reverse("related:suggestions", args=[neighbours["Creams"].pk])
    assert client.get(address).status_code == 302
    stranger = User.objects.create_user("stranger", "s@example.org", "x")
    client.force_login(stranger)
    assert client.get(address).status_code in {302, 403}
    moderator = User.objects.create_user("moderator", "m@example.org", "x")
    moderator.groups.set(Group.objects.filter(name=MODERATORS))
    client.force_login(moderator)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "Both about Psoriasis" in answer.content.decode()
