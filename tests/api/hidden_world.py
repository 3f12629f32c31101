"""A site on which every kind of thing that readers may not see stands beside what they may, and is pointed at."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import wagtail_factories
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from cms.editions import vocabulary
from cms.editions.models import SearchWord
from cms.releases import services as releases
from home.models import FeaturedPage, HomePage, Navigation, NavigationItem
from home.services import ensure_site
from medications.identifiers import CodeSystem
from medications.models import (
    AliasKind,
    ClassMembership,
    CollectionPin,
    Component,
    Identifier,
    Interaction,
    Medicine,
    PageTopic,
    Partnership,
    RelatedPin,
    TopicHubPage,
    Treatment,
)
from tests.api import reading
from tests.api.reading import Asked, Curiosity
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
    """``hidden``: pages nobody may see, by what hides them. ``hub``: the public page that points at everything.

    ``release``: scheduled, and nobody's business until it has gone out.
    """

    home: HomePage
    topic: Any
    hub: TopicHubPage
    hidden: dict[str, Page] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    release: Any = None

    @property
    def paths(self) -> list[str]:
        """Where the hidden pages would stand, and the old addresses that lead to them."""
        places = [self.path_of(page) for page in self.hidden.values()]
        return [*places, *Redirect.objects.values_list("old_path", flat=True)]

    def path_of(self, page: Page) -> str:
        """Where it stands on the site, or would."""
        path: str = page.url_path.removeprefix(self.home.url_path.rstrip("/"))
        return path


def leaks(client: Client, words: list[str], paths: list[str], page_ids: list[int]) -> list[str]:
    """Requests whose answer holds a canary."""
    return holding_a_canary(client, reading.everything(client, Curiosity(words, paths, page_ids)))


def holding_a_canary(client: Client, asked: Iterable[Asked]) -> list[str]:
    """Those of the requests whose answer does. One that finds nothing or sends on may repeat what it was asked, and
    the feed of changes may say where a page stood that is known to be gone; nothing else may.
    """
    found = []
    for each in asked:
        assert each.response.status_code < 500, (str(each), each.response.content)
        if WORD in _said(client, each):
            found.append(str(each))
    return found


def _said(client: Client, asked: Asked) -> str:
    """All that the answer says of itself, also within cursors; not what it only repeats."""
    response = asked.response
    content = response.content
    if asked.is_of_the_feed and response.status_code == 200:
        content = without_what_is_known_to_be_gone(client, response)
    said: str = content.decode() + str(response.headers)
    if response.status_code == 302:
        said = said.replace(response["Location"], "")
    if response.status_code >= 400:
        for value in asked.parameters.values():
            for written in (str(value), *str(value).split(","), quote(str(value))):
                said = said.replace(written, "") if written else said
    elif response["Content-Type"] == "application/json":
        said += _within(response.json())
    return said


def _within(answer: Any) -> str:
    """What a cursor of a list holds; that of the sitemap is a number, in nobody's encoding."""
    cursor = answer["meta"].get("next_cursor") if "meta" in answer else None
    if cursor is None or cursor.isdigit():
        return ""
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


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
    _plan_a_release(world)
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
        "category": make.CategoryFactory(name=f"{WORD} category"),
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
    for tagged in (secret, paper):
        tagged.tags.add(f"{WORD}tag")
    draft = make.MedicineFactory(name=f"{WORD}medicine", short_definition=f"{WORD} definition")
    make.AliasFactory(entity=draft, text=f"{WORD}alias")
    Identifier.objects.create(entity=draft, system=CodeSystem.UNII, code=f"{WORD}code")
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


def _plan_a_release(world: HiddenWorld) -> None:
    """One that is announced to nobody, of a page that was never public and of a public one that is to change."""
    boss = User.objects.create_superuser(f"{WORD}boss", password="x")
    now = timezone.now()
    world.release = releases.create(title=f"{WORD} release", user=boss, now=now)
    coming = TopicHubPage.objects.get(pk=world.hub.pk)
    coming.summary = f"{WORD} summary that is to come"
    coming.save_revision()
    for page in (coming, type(world.hidden["never"]).objects.get(pk=world.hidden["never"].pk)):
        releases.add(release=world.release, instance=page, user=boss, now=now)
    releases.schedule(
        release=world.release, go_live_at=now + LATER, time_zone="Europe/London", user=boss, now=now
    )
