"""The demonstration: what a newcomer finds after ``load_demo``, and that a second run leaves it alone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from cms.core.advice import advice_for
from cms.core.models import BasePage
from cms.core.validation import publish_problems
from cms.editions.models import Edition
from cms.events.models import Event
from config.settings import base
from medications.demo.accounts import ACCOUNTS, PASSWORD
from medications.demo.page_loading import demonstration_pages
from medications.demo.pages import PAGES
from medications.models import Entity, Medicine, TopicHubPage
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]

HUB = "/topics/topical-immunomodulator/"
GUIDE = "/guides/how-to-apply-pimecrolimus-cream-correctly/"
SCHEDULED = "/guides/how-to-store-creams-and-ointments-safely/"
LONGEST_LOAD = 20  # seconds of work


@dataclass(frozen=True)
class Demo:
    """What the command printed, and how long this process worked on it; other work on the machine does not count."""

    output: str
    seconds: float
    media: str


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """The demonstration, loaded once for all tests of the module; they undo what they change themselves."""
    media = str(tmp_path_factory.mktemp("media"))
    with worlds.kept(django_db_blocker, media=media):
        began = time.process_time()
        output = _load_demo()
        yield Demo(output=output, seconds=time.process_time() - began, media=media)


@pytest.fixture(autouse=True)
def _loaded(demo: Demo, _own_media: None, settings: Settings) -> None:
    """Every test here begins after the load, with the pictures it drew."""
    settings.MEDIA_ROOT = demo.media


def _load_demo(*options: str) -> str:
    written = StringIO()
    call_command("load_demo", *options, stdout=written)
    return written.getvalue()


def _by_path(client: Client, path: str) -> Any:
    return client.get("/api/v2/pages/by-path/", {"path": path})


def test_every_page_but_the_scheduled_one_is_live_and_says_what_its_schema_promises() -> None:
    live = demonstration_pages().live()
    assert live.count() == len(PAGES) - 1
    for edition in Edition.objects.filter(page__in=live, valid_to=None).select_related("page"):
        page = edition.page.specific
        assert page.schema.model_validate_json(edition.content).title == page.title
        live = live.exclude(pk=page.pk)
    assert not live.exists(), "a live page has no edition"


def test_the_page_tree_is_sound() -> None:
    assert Page.find_problems() == ([], [], [], [], [])


def test_nothing_in_the_texts_needs_a_second_look() -> None:
    for page in Page.objects.type(BasePage).specific():
        assert [*publish_problems(page), *advice_for(page)] == [], page.title


def test_the_hub_shows_its_definition_key_entities_and_the_cards_gathered_by_topic(client: Client) -> None:
    hub = _by_path(client, HUB).json()
    assert "tweaks the local immune response" in hub["definition"]
    assert "skin immune modulator" in hub["also_called"]
    assert [(row["entity"]["name"], row["role"]) for row in hub["key_entities"]][:3] == [
        ("Mometasone", "partner"),
        ("Psoriasis", "target"),
        ("Calcipotriene", "key_drug"),
    ]
    assert all(row["gloss"] for row in hub["key_entities"])
    cards = hub["collection"]["cards"]
    assert cards[0]["title"] == "How to Apply Pimecrolimus Cream Correctly: Expert Tips"
    assert (cards[0]["date"], cards[0]["category"]) == ("2025-10-15T09:00:00Z", "Medications")
    assert {card["path"] for card in cards} == {
        f"/{text.path}/" for text in PAGES if "page_topics" in text.rows and not text.scheduled
    } - {HUB}
    assert all(card["excerpt"] and card["image"]["alt"] for card in cards)


def test_each_medical_page_names_author_reviewer_sources_and_review_days(client: Client) -> None:
    for text in PAGES:
        if text.scheduled or text.model == "home.StandardPage":
            continue
        page = _by_path(client, f"/{text.path}/").json()
        assert {row["role"] for row in page["contributors"]} == {"author", "reviewer"}, text.path
        assert page["references"], text.path
        assert (
            page["review"]["reviewed_on"]
            < timezone.localdate().isoformat()
            < page["review"]["next_review_on"]
        )


def test_calcineurin_inhibitors_carry_their_boxed_warning_with_source_and_date() -> None:
    warned = Medicine.objects.exclude(boxed_warning="")
    assert {medicine.name for medicine in warned} == {"Pimecrolimus", "Tacrolimus"}
    for medicine in warned:
        assert "lymphoma" in medicine.boxed_warning
        assert medicine.boxed_warning_source is not None
        assert medicine.boxed_warning_date is not None


def test_every_reviewer_is_fictional_and_says_so() -> None:
    hub = TopicHubPage.objects.get(slug="topical-immunomodulator")
    for row in hub.page_contributions.all():
        assert "fictional" in row.contributor.bio


def test_links_between_texts_lead_to_the_pages_they_name(client: Client) -> None:
    body = str(_by_path(client, HUB).json()["body"])
    assert 'href="/articles/elocon-mometasone-vs-other-topical-steroids/"' in body
    assert 'data-kind="medicine"' in body
    texts = "".join(edition.content for edition in Edition.objects.filter(valid_to=None))
    assert "\\n" not in texts, "a line break of the source has reached readers"
    assert not re.search(r"\[\[[a-z]|linktype", texts), "a reference in a text was not resolved"


def test_the_guide_keeps_the_day_of_its_first_publication(client: Client) -> None:
    assert _by_path(client, GUIDE).json()["meta"]["first_published_at"] == "2025-10-15T09:00:00Z"


def test_the_scheduled_guide_is_absent_and_waits_for_its_time(client: Client, demo: Demo) -> None:
    assert _by_path(client, SCHEDULED).status_code == 404
    page = demonstration_pages().get(slug="how-to-store-creams-and-ointments-safely")
    waiting = Revision.page_revisions.get(object_id=str(page.pk), approved_go_live_at__isnull=False)
    assert waiting.approved_go_live_at == page.go_live_at
    assert f"{timezone.localtime(page.go_live_at):%H:%M:%S %Z}" in demo.output


def test_the_scheduled_guide_may_go_live_as_it_is() -> None:
    page = demonstration_pages().get(slug="how-to-store-creams-and-ointments-safely").specific
    page.go_live_at = None
    page.save_revision().publish()
    assert demonstration_pages().get(pk=page.pk).live


def test_a_second_run_writes_nothing_and_leaves_an_editors_work_alone() -> None:
    medicine = Medicine.objects.get(slug="pimecrolimus")
    medicine.short_definition = "As an editor put it."
    medicine.save_revision().publish()
    hub = demonstration_pages().get(slug="topical-immunomodulator").specific
    hub.slug = "skin-immune-modulator"
    hub.save_revision().publish()
    before = _counts()
    assert "nothing was changed" in _load_demo("--schedule-in", "3600")
    assert _counts() == before
    assert Medicine.objects.get(slug="pimecrolimus").short_definition == "As an editor put it."


def _counts() -> dict[str, Any]:
    return {
        "revisions": Revision.objects.count(),
        "schedules": list(Revision.objects.values_list("approved_go_live_at", flat=True).order_by("pk")),
        "events": Event.objects.count(),
        "editions": Edition.objects.count(),
        "pages": list(Page.objects.values_list("url_path", flat=True).order_by("pk")),
        "entities": Entity.objects.count(),
        "images": get_image_model().objects.count(),
    }


def test_each_login_works_and_is_printed(demo: Demo) -> None:
    for account in ACCOUNTS:
        assert f"{account.username} / {PASSWORD}" in demo.output
        assert authenticate(username=account.username, password=PASSWORD) is not None


def test_the_editor_may_publish_and_the_reviewer_may_not() -> None:
    hub = demonstration_pages().get(slug="topical-immunomodulator")
    rights = {
        username: hub.permissions_for_user(authenticate(username=username, password=PASSWORD)).can_publish()
        for username in ("editor", "reviewer")
    }
    assert rights == {"editor": True, "reviewer": False}


def test_it_is_refused_unless_the_settings_allow_it(settings: Settings) -> None:
    """``config.settings.base`` forbids it, so that production does."""
    settings.DEMO_CONTENT_ALLOWED = base.DEMO_CONTENT_ALLOWED
    with pytest.raises(CommandError, match="--force"):
        _load_demo()


def test_a_time_that_is_past_is_refused() -> None:
    with pytest.raises(CommandError, match="--schedule-in"):
        _load_demo("--schedule-in", "0")


def test_the_load_takes_seconds(demo: Demo) -> None:
    assert demo.seconds < LONGEST_LOAD
