"""What was public a moment ago and is hidden now: no byte of any answer may hold it, with no worker running."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, Page

from home.services import ensure_site
from medications.models import MedicineClass, PageTopic
from tests.api import hidden_world, reading
from tests.api.hidden_world import WORD, HiddenWorld, leaks
from tests.api.hiding import delete, expire, restrict, restrict_the_section, unpublish
from tests.factories import medications as make
from tests.factories.core import ImageFactory

pytestmark = pytest.mark.django_db


def test_what_was_published_in_private_leaves_no_notice_when_it_goes(client: Client) -> None:
    ensure_site()
    parent = make.publish(make.ArticlePageFactory(slug="parent"))
    restrict(parent)
    child = make.publish(make.ArticlePageFactory(slug="child", parent=parent))
    withdrawn = make.publish(make.ArticlePageFactory(slug="withdrawn", parent=parent))
    withdrawn.unpublish()
    paths = [f"/articles/parent/{page.slug}/" for page in (child, withdrawn)]
    parent = type(parent).objects.get(pk=parent.pk)
    parent.slug = "renamed"
    make.publish(parent)
    assert {reading.get(client, "/pages/by-path/", path=path).status_code for path in paths} == {404}
    type(parent).objects.get(pk=parent.pk).delete()
    renamed = [f"/articles/renamed/{page.slug}/" for page in (child, withdrawn)]
    for path in [*paths, *renamed, "/articles/renamed/"]:
        assert reading.get(client, "/pages/by-path/", path=path).status_code == 404, path


@pytest.fixture
def shown(client: Client) -> Any:
    """A page that the front page, a hub and a text show, and that has been read everywhere."""
    home = ensure_site()
    topic = make.MedicineClassFactory(name="A class")
    world = HiddenWorld(home=home, topic=topic, hub=make.TopicHubPageFactory(subject=topic))
    page = hidden_world.guide("shown", world)
    link = f'<p><a linktype="page" id="{page.pk}">there</a></p>'
    world.hub.body = [make.block("paragraph", link), *make.a_section()]
    world.hub.save()
    make.publish(type(world.hub).objects.get(pk=world.hub.pk))
    make.publish(type(home).objects.get(pk=home.pk))
    assert WORD in reading.get(client, f"/pages/{world.hub.pk}/").content.decode()
    assert WORD in reading.get(client, f"/pages/{home.pk}/").content.decode()
    return page


@pytest.mark.parametrize("hide", [unpublish, expire, restrict, restrict_the_section, delete])
def test_a_page_that_is_hidden_is_gone_at_once_without_any_worker(
    client: Client, shown: Page, hide: Callable[[Page], None]
) -> None:
    before = len(reading.numbers(client))
    fresh = Page.objects.get(pk=shown.pk).specific
    path = "/" + fresh.url_path.split("/", 2)[2]
    hide(fresh)
    assert leaks(client, [WORD], [path], [shown.pk]) == []
    assert len(reading.numbers(client)) < before


def test_an_image_moved_to_a_private_collection_is_gone_at_once(client: Client) -> None:
    image = ImageFactory(title=f"{WORD} image", file__filename=f"{WORD}.jpg")
    page = make.publish(make.DrugPageFactory(card_image=image, slug="a-drug"))
    assert WORD in reading.get(client, f"/pages/{page.pk}/").content.decode()
    assert WORD in reading.get(client, "/images/").content.decode()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    type(image).objects.filter(pk=image.pk).update(collection=private)
    assert leaks(client, [WORD], ["/medications/a-drug/"], [page.pk]) == []
    assert reading.get(client, f"/pages/{page.pk}/").status_code == 200


def test_an_entry_that_is_withdrawn_is_gone_at_once(client: Client) -> None:
    topic = make.MedicineClassFactory(name=f"{WORD} class", short_definition="One sentence.")
    page = make.publish(make.DrugPageFactory(slug="a-drug"))
    PageTopic.objects.create(page=page, entity=topic)
    make.publish(type(page).objects.get(pk=page.pk))
    assert WORD in reading.get(client, f"/pages/{page.pk}/").content.decode()
    MedicineClass.objects.get(pk=topic.pk).unpublish()
    assert leaks(client, [WORD], ["/medications/a-drug/"], [page.pk]) == []
