"""A site on which every kind of thing that readers may not see stands beside what they may, and is pointed at."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

import wagtail_factories
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from cms.editions import vocabulary
from cms.editions.models import SearchWord
from home.models import FeaturedPage, HomePage, Navigation, NavigationItem
from home.services import ensure_site
from medications.models import (
    AliasKind,
    ClassMembership,
    CollectionPin,
    Component,
    Interaction,
    Medicine,
    PageTopic,
    Partnership,
    RelatedPin,
    TopicHubPage,
    Treatment,
)
from tests.api import reading
from tests.api.reading import FEED, Curiosity
from tests.factories import medications as make
from tests.factories.core import ImageFactory

WORD = "canary"
LATER = dt.timedelta(days=3)
# How editors write the address of a page by hand.
ADDRESSES = (
    "http://localhost{path}?a=1",
    "https://localhost{path}",
    "http://LOCALHOST{path}#part",
    "http://localhost:80{path}",
    "//localhost{path}",
)


@dataclass
class HiddenWorld:
    """``hidden``: pages nobody may see, by what hides them. ``hub``: the public page that points at everything."""

    home: HomePage
    topic: Any
    hub: TopicHubPage
    hidden: dict[str, Page] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """Where the hidden pages would stand, and the old addresses that lead to them."""
        places = [page.url_path.removeprefix(self.home.url_path.rstrip("/")) for page in self.hidden.values()]
        return [*places, *Redirect.objects.values_list("old_path", flat=True)]


def leaks(client: Client, words: list[str], paths: list[str], page_ids: list[int]) -> list[str]:
    """Requests whose answer holds a canary. An error may repeat what it was asked, and the feed of changes may say
    where a page stood that is known to be gone; nothing else may.
    """
    found = []
    for request, response in reading.everything(client, Curiosity(words, paths, page_ids)):
        assert response.status_code < 500, (request, response.content)
        content = (
            without_what_is_known_to_be_gone(client, response)
            if request.startswith(FEED)
            else response.content
        )
        said = content.decode() + str(response.headers)
        if response.status_code == 302:
            said = said.replace(response["Location"], "")
        if WORD in said:
            found.append(f"{request}: {response.status_code}")
    return found


def without_what_is_known_to_be_gone(client: Client, response: Any) -> bytes:
    """An answer of the feed, but for paths at which every reader is told that a page was withdrawn."""
    said = response.json()
    gone = [(item, name) for item in said["items"] if item["gone"] for name in ("path", "old_path")]
    for item, name in [*gone, *((page, "path") for page in said["expired"])]:
        if item[name] and reading.get(client, "/pages/by-path/", path=item[name]).status_code == 410:
            item[name] = None
    return json.dumps(said).encode()


def build() -> HiddenWorld:
    home = ensure_site()
    topic = make.MedicineClassFactory(name="Topical immunomodulators")
    world = HiddenWorld(home=home, topic=topic, hub=make.TopicHubPageFactory(subject=topic))
    _hide_pages(world)
    _hide_parts(world)
    _point_at_everything(world)
    world.words = [WORD, *(f"{WORD}{kind}" for kind in world.hidden)]
    vocabulary.learn(limit=1000)
    # As it is with the words of pages that were public once.
    SearchWord.objects.bulk_create(map(SearchWord, world.words), ignore_conflicts=True)
    return world


def guide(kind: str, world: HiddenWorld, **fields: Any) -> Any:
    """A guide whose every word is a canary, published."""
    name = f"{WORD}{kind}"
    values = {
        "title": f"{name} title",
        "slug": f"{name}-slug",
        "summary": f"{name} summary",
        "seo_title": f"{name} seo",
        "search_description": f"{name} description",
        "body": make.a_section(f"{name} heading", f"<p>{name} words</p>"),
        **fields,
    }
    page = make.HowToGuidePageFactory(**values)
    PageTopic.objects.create(page=page, entity=world.topic)
    return make.publish(type(page).objects.get(pk=page.pk))


def _hide_pages(world: HiddenWorld) -> None:
    now = timezone.now()
    never = guide("never", world)
    never.unpublish()
    world.hidden["never"] = never
    expired = guide("expired", world)
    Page.objects.filter(pk=expired.pk).update(expire_at=now - LATER)
    world.hidden["expired"] = expired
    scheduled = guide("scheduled", world)
    scheduled.unpublish()
    scheduled.go_live_at = now + LATER
    scheduled.save_revision(approved_go_live_at=now + LATER)
    world.hidden["scheduled"] = scheduled
    restricted = guide("restricted", world)
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    world.hidden["restricted"] = restricted
    below = make.ArticlePageFactory(title=f"{WORD}below title", slug=f"{WORD}below", parent=restricted)
    world.hidden["below"] = make.publish(below)
    # An alias has the privacy of the page it is an alias of.
    world.hidden["alias"] = restricted.create_alias(
        parent=restricted.get_parent(), update_slug=f"{WORD}alias-slug"
    )
    _hide_on_another_site(world)
    drafted = make.publish(make.DrugPageFactory(title="A drug", slug="a-drug", medicine__name="Mometasone"))
    drafted.title = drafted.slug = f"{WORD}draft"
    drafted.summary = f"{WORD}draft summary"
    drafted.save_revision()


def _hide_on_another_site(world: HiddenWorld) -> None:
    """One site beside ours, and one inside it."""
    root = Page.get_first_root_node()
    beside = HomePage(title=f"{WORD}beside", slug=f"{WORD}beside")
    root.add_child(instance=beside)
    within = HomePage(title=f"{WORD}within", slug=f"{WORD}within")
    world.home.add_child(instance=within)
    for kind, page in (("beside", beside), ("within", within)):
        Site.objects.create(hostname=f"{kind}.example", root_page=page, site_name=kind)
        world.hidden[kind] = make.publish(page)


def _hide_parts(world: HiddenWorld) -> None:
    """Files in a private collection, files that nothing public shows, an entry that is a draft."""
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    ImageFactory(title=f"{WORD}unused image", file__filename=f"{WORD}unused.jpg")
    secret = ImageFactory(
        title=f"{WORD}private image", file__filename=f"{WORD}private.jpg", collection=private
    )
    ImageFactory(title="Shown", file__filename="shown.jpg")
    wagtail_factories.DocumentFactory(title=f"{WORD}unused document", file__filename=f"{WORD}unused.pdf")
    paper = wagtail_factories.DocumentFactory(
        title=f"{WORD}private document", file__filename=f"{WORD}private.pdf", collection=private
    )
    draft = make.MedicineFactory(name=f"{WORD}medicine", short_definition=f"{WORD} definition")
    make.AliasFactory(entity=draft, text=f"{WORD}alias")
    make.publish(make.DrugPageFactory(title="About something withdrawn", slug="withdrawn", medicine=draft))
    _relate(draft, world)
    Medicine.objects.filter(pk=draft.pk).update(live=False)
    links = "".join(f'<a linktype="page" id="{page.pk}">there</a>, ' for page in world.hidden.values())
    links += (
        f'<a linktype="document" id="{paper.pk}">a paper</a>, <a linktype="entity" id="{draft.pk}">it</a>'
    )
    world.hub.body = [
        make.block("paragraph", f"<p>Read on {links}</p>"),
        make.block(
            "related_medicine", {"medicine": draft.pk, "relation": "see_also", "note": f"{WORD} note"}
        ),
        make.block(
            "image",
            {
                "image": secret.pk,
                "alt_text": f"{WORD} alternative",
                "decorative": False,
                "caption": f"{WORD} caption",
                "credit": f"{WORD} credit",
            },
        ),
        *make.a_section(),
    ]
    world.hub.definition = f"<p>Read on {links}</p>"
    world.hub.card_image = secret


def _relate(draft: Any, world: HiddenWorld) -> None:
    """Statements about the entry that is a draft and one that is not, kept with either."""
    shown = make.MedicineFactory(name="Tacrolimus")
    make.AliasFactory(entity=shown, text=f"{WORD} alias", kind=AliasKind.MISSPELLING)
    make.AliasFactory(entity=shown, text=f"{WORD} other alias", display=False)
    Medicine.objects.filter(pk=draft.pk).update(brand_of=shown)
    ClassMembership.objects.create(medicine=draft, drug_class=world.topic)
    Component.objects.create(combination=shown, ingredient=draft)
    Interaction.objects.create(entity=shown, other=draft, effect=f"{WORD} effect", action=f"{WORD} action")
    Partnership.objects.create(entity=draft, other=shown, note=f"{WORD} partner")
    Treatment.objects.create(agent=draft, condition=make.ConditionFactory(name="Eczema"))


def _point_at_everything(world: HiddenWorld) -> None:
    world.hub.save()
    menus = Navigation.objects.create(site=world.home.get_site())
    for page in world.hidden.values():
        NavigationItem.objects.create(navigation=menus, page=page, label=f"{WORD} label")
        CollectionPin.objects.create(hub=world.hub, target=page)
        RelatedPin.objects.create(page=world.hub, target=page)
        FeaturedPage.objects.create(home=world.home, target=page)
        Redirect.objects.create(old_path=f"/old-{page.pk}", redirect_page=page)
        if page.url_path.startswith(world.home.url_path):
            path = page.url_path.removeprefix(world.home.url_path.rstrip("/"))
            Redirect.objects.create(old_path=f"/typed-path-{page.pk}", redirect_link=path)
            for number, address in enumerate(ADDRESSES):
                Redirect.objects.create(
                    old_path=f"/typed-{number}-{page.pk}", redirect_link=address.format(path=path)
                )
    Redirect.objects.create(old_path="/old-hub", redirect_page=world.hub)
    world.hub = make.publish(TopicHubPage.objects.get(pk=world.hub.pk))
    make.publish(HomePage.objects.get(pk=world.home.pk))
