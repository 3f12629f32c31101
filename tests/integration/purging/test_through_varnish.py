"""The API through a real Varnish: whatever changes, once the purge has returned, nobody gets an old answer any more.

Every endpoint is asked in every way before the change, so that Varnish keeps it; and after the purge, through Varnish
and past it, and the two must say the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from cms.editions import vouched
from cms.editions.services import render_requested
from cms.events.services import deliver_due
from cms.publishing.runner import run_due
from cms.purging.services import purge_due
from cms.related.full import keep_up
from config.env import BASE_DIR
from home.services import ensure_site
from medications.models import Medicine
from tests.api.reading import API
from tests.factories import medications as make
from tests.factories.core import ImageFactory, restore_tree
from tests.varnish import RunningVarnish, ask, running

pytestmark = [
    pytest.mark.varnish,
    pytest.mark.slow,
    pytest.mark.any_database,  # what a cache keeps is asked here; what a database says, in tests/api
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("varnish"),
]

WORD = "Zanzibarine"


@pytest.fixture(scope="module")
def varnish(live_server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningVarnish]:
    """Before the live server, for all tests here: each begins by dropping everything."""
    origin = urlsplit(live_server.url).port
    assert origin is not None
    with running(tmp_path_factory.mktemp("varnish"), origin=origin) as varnish:
        yield varnish


@dataclass
class World:
    """``drug``: what changes. ``hub``, ``article`` and the front page show it; ``other`` has nothing to do with it."""

    varnish: RunningVarnish
    origin: int
    drug: Any
    hub: Any
    article: Any
    other: Any
    image: Any
    asked: list[str]

    def warm(self) -> None:
        """Have Varnish keep all that may be kept."""
        for address in self.asked:
            ask(self.varnish.port, address)
        assert self.kept(self.drug.pk) == self.kept(self.other.pk) == "HIT"

    def kept(self, page_id: int) -> str:
        return self.varnish.get(f"/api/v2/pages/{page_id}/").cache

    def old_answers(self) -> Iterator[str]:
        """What Varnish answers otherwise than we do."""
        client = Client(HTTP_HOST="localhost")
        for address in self.asked:
            through, past = ask(self.varnish.port, address), client.get(address)
            said = (through.status, through.content, through.headers["ETag"])
            if said != (past.status_code, past.content, past.get("ETag")):
                yield f"{address}: {through.cache} {through.status}, {past.status_code}"


def addresses(world: World) -> list[str]:
    """Every endpoint, in the ways in which a change could reach it."""
    pages = [world.drug, world.hub, world.article, world.other, world.drug.get_parent(), ensure_site()]
    paths = ["/", *(f"/{page.url_path.split('/', 2)[2]}" for page in pages[:-1]), "/old/", "/away/"]
    redirects = Redirect.objects.values_list("pk", flat=True)
    return [
        f"{API}/{address}"
        for address in (
            *(f"pages/{page.pk}/" for page in pages),
            f"pages/{world.drug.pk}/?fields=title",
            *(f"pages/{page.pk}/related/" for page in pages),
            *(f"pages/by-path/?path={path}" for path in paths),
            f"pages/find/?html_path={paths[1]}",
            "pages/?fields=*&limit=100",
            f"pages/?search={WORD}",
            f"search/?q={WORD}",
            f"search/suggest/?q={WORD[:4]}",
            f"pages/?child_of={world.drug.get_parent().pk}",
            "pages/?type=medications.DrugPage&view=card",
            "images/",
            f"images/{world.image.pk}/",
            f"images/find/?id={world.image.pk}",
            "documents/",
            "documents/1/",
            "documents/find/?id=1",
            "redirects/",
            *(f"redirects/{number}/" for number in redirects),
            "redirects/find/?html_path=/old/",
            "changes/?since=0",
            "sitemap/",
            "navigation/",
            f"entities/?search={WORD}",
            f"entities/{world.drug.medicine_id}/",
        )
    ]


@pytest.fixture
def world(
    varnish: RunningVarnish, live_server: Any, use_varnish: Callable[..., None], settings: Settings
) -> Iterator[World]:
    restore_tree()
    vouched.forget()
    use_varnish(varnish.purge_server)
    image = ImageFactory(title=f"{WORD} in a tube")
    home = ensure_site()
    medicine = make.MedicineFactory(name=f"{WORD} itself")
    drug = make.publish(make.DrugPageFactory(title=WORD, medicine=medicine, card_image=image))
    hub = make.publish(make.TopicHubPageFactory(subject=medicine))
    link = f'<p><a linktype="page" id="{drug.pk}">there</a></p>'
    article = make.publish(make.ArticlePageFactory(body=[make.block("paragraph", link), *make.a_section()]))
    other = make.publish(make.ArticlePageFactory(title="Something else"))
    make.publish(type(home).objects.get(pk=home.pk))
    site = Site.objects.get(is_default_site=True)
    Redirect.objects.create(site=site, old_path="/old", redirect_page=drug)
    Redirect.objects.create(site=site, old_path="/away", redirect_link="https://example.org/")
    settle()
    made = World(varnish, urlsplit(live_server.url).port or 0, drug, hub, article, other, image, asked=[])
    made.asked += addresses(made)
    made.warm()
    yield made
    vouched.forget()


def settle(*, with_renderings: bool = True, with_related: bool = False) -> None:
    """Do what workers do; related pages are found later, and change the pages they stand on."""
    while True:
        now = datetime.now(UTC)
        delivered = deliver_due(now=now, limit=1000)
        purged = purge_due(now=now)
        assert not delivered.failed
        assert not purged.failed
        rendered = render_requested(now=now, limit=1000).done if with_renderings else 0
        related = keep_up(now=now, limit=1000).done if with_related else 0
        if not (delivered.delivered or purged.done or rendered or related):
            return


def publish(world: World) -> None:
    world.drug.title = f"Another {WORD}"
    make.publish(world.drug)


def publish_only_another_text(world: World) -> None:
    """The face stays, so the event touches nobody else."""
    world.drug.body = make.a_section(words="<p>Twice a day.</p>")
    make.publish(world.drug)


def publish_on_schedule(world: World) -> None:
    world.drug.title = f"Another {WORD}"
    due = datetime.now(UTC) - timedelta(seconds=1)
    world.drug.go_live_at = due
    world.drug.save_revision(approved_go_live_at=due)
    assert run_due(now=datetime.now(UTC)).settled


def publish_for_the_first_time(world: World) -> None:
    make.publish(make.ArticlePageFactory(title=f"About {WORD}", slug="new", topics=[world.drug.medicine]))


def release(world: World) -> None:
    from cms.releases import services

    world.drug.title = f"Another {WORD}"
    world.drug.save_revision()
    world.article.title = "Another article"
    world.article.save_revision()
    user = User.objects.create_superuser("rhea", password="x")
    now = datetime.now(UTC) - timedelta(hours=2)
    made = services.create(title="Spring", user=user, now=now)
    for page in (world.drug, world.article):
        services.add(release=made, instance=page, user=user, now=now)
    due = now + timedelta(hours=1)
    services.schedule(release=made, go_live_at=due, time_zone="Europe/London", user=user, now=now)
    assert run_due(now=datetime.now(UTC)).settled


def unpublish(world: World) -> None:
    world.drug.unpublish()


def expire(world: World) -> None:
    Page.objects.filter(pk=world.drug.pk).update(expire_at=datetime.now(UTC))
    assert run_due(now=datetime.now(UTC)).settled


def delete(world: World) -> None:
    world.drug.delete()


def move(world: World) -> None:
    world.drug.move(world.article.get_parent(), pos="last-child")


def rename(world: World) -> None:
    world.drug.slug = "renamed"
    make.publish(world.drug)


def rename_the_section(world: World) -> None:
    section = world.drug.get_parent().specific
    section.slug = "renamed"
    make.publish(section)


def restrict(world: World) -> None:
    PageViewRestriction.objects.create(page=world.drug, restriction_type=PageViewRestriction.LOGIN)


def restrict_the_section(world: World) -> None:
    PageViewRestriction.objects.create(
        page=world.drug.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )


def change_the_medicine(world: World) -> None:
    medicine = Medicine.objects.get(pk=world.drug.medicine_id)
    medicine.name = f"{WORD} under another name"
    medicine.save()


def take_the_medicine_offline(world: World) -> None:
    Medicine.objects.get(pk=world.drug.medicine_id).unpublish()


def change_the_image(world: World) -> None:
    world.image.title = "Another picture"
    world.image.save()


def make_the_image_private(world: World) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    settle()
    world.warm()
    world.image.collection = private
    world.image.save()


def make_its_collection_private(world: World) -> None:
    CollectionViewRestriction.objects.create(
        collection=world.image.collection, restriction_type=CollectionViewRestriction.LOGIN
    )


def delete_the_image(world: World) -> None:
    world.image.delete()


def change_a_redirect(world: World) -> None:
    redirect = Redirect.objects.get(old_path="/away")
    redirect.redirect_link = "https://elsewhere.example.org/"
    redirect.save()


def delete_a_redirect(world: World) -> None:
    Redirect.objects.get(old_path="/old").delete()


def change_the_address_of_the_site(world: World) -> None:
    site = Site.objects.get(is_default_site=True)
    site.hostname = "www.example.org"
    site.save()


# Those that take the way of another one nearly all along are long: each takes ten seconds.
ROUTES = [
    publish,
    pytest.param(publish_only_another_text, marks=pytest.mark.long),
    publish_on_schedule,
    publish_for_the_first_time,
    release,
    unpublish,
    expire,
    delete,
    move,
    pytest.param(rename, marks=pytest.mark.long),
    rename_the_section,
    restrict,
    pytest.param(restrict_the_section, marks=pytest.mark.long),
    change_the_medicine,
    pytest.param(take_the_medicine_offline, marks=pytest.mark.long),
    change_the_image,
    pytest.param(make_the_image_private, marks=pytest.mark.long),
    make_its_collection_private,
    delete_the_image,
    change_a_redirect,
    pytest.param(delete_a_redirect, marks=pytest.mark.long),
    change_the_address_of_the_site,
]


@pytest.mark.parametrize("change", ROUTES)
def test_once_the_purge_has_returned_no_answer_is_old(world: World, change: Callable[[World], None]) -> None:
    change(world)
    assert any(world.old_answers()), (
        "nothing was kept that this change makes old: the test would prove nothing"
    )
    settle(with_renderings=False)
    assert list(world.old_answers()) == []
    settle()
    assert list(world.old_answers()) == []


def test_every_endpoint_of_the_document_is_asked_here(world: World) -> None:
    document = json.loads((BASE_DIR / "tests/contract/openapi.json").read_text())
    patterns = [re.sub(r"\\\{\w+\\\}", "[^/?]+", re.escape(path)) + r"(\?|$)" for path in document["paths"]]
    never_kept = f"{API}/preview/"
    missing = [
        pattern
        for pattern in patterns
        if not re.match(pattern, never_kept) and not any(re.match(pattern, asked) for asked in world.asked)
    ]
    assert missing == []


def test_other_related_pages_are_not_kept_from_anyone(world: World) -> None:
    settle(with_related=True)
    world.warm()
    address = f"{API}/pages/{world.other.pk}/related/"
    before = ask(world.varnish.port, address).content
    make.publish(make.ArticlePageFactory(title="Something else again"))
    settle(with_related=True)
    assert ask(world.varnish.port, address).content != before
    assert list(world.old_answers()) == []


def test_what_has_nothing_to_do_with_a_change_stays(world: World) -> None:
    publish(world)
    settle()
    assert world.kept(world.drug.pk) == "MISS"
    assert world.kept(world.other.pk) == "HIT"


def test_a_page_that_shows_more_than_caches_take_keys_is_purged_with_any_event(
    world: World, settings: Settings
) -> None:
    settings.API_MOST_SURROGATE_KEYS = 4
    address = f"/api/v2/pages/{world.article.pk}/"
    keys = ask(world.origin, address).headers["Surrogate-Key"].split(" ")
    assert keys[0] == f"page-{world.article.pk}"
    assert keys[-2:] == ["api", "event"]
    assert len(keys) == 4
