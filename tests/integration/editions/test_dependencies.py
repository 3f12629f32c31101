"""Whatever a page shows, counts or waits for reaches its edition; whatever it does not show leaves it alone."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.editions.models import Edition
from cms.editions.rendering import render
from home.models import HomePage
from home.services import ensure_site
from medications.models import ArticleIndexPage, ClassMembership, Interaction, PageTopic, TopicHubPage
from tests.background import catch_up, waiting
from tests.editions import read, said
from tests.factories import medications as make
from tests.factories.core import ImageFactory

pytestmark = pytest.mark.django_db


def restrict(page: Page) -> PageViewRestriction:
    restriction: PageViewRestriction = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    return restriction


@pytest.fixture
def home() -> HomePage:
    home = ensure_site()
    catch_up()
    return home


@pytest.mark.parametrize("with_workers", [True, False])
def test_hiding_what_a_page_only_looked_at_never_hides_the_page(
    client: Client, home: HomePage, with_workers: bool
) -> None:
    """The front page looks at every section for its latest pages, and shows none of the sections."""
    ArticleIndexPage.objects.get().unpublish()
    if with_workers:
        catch_up()
    assert read(client, home)["id"] == home.pk


def test_an_interaction_appears_when_the_other_side_is_published() -> None:
    draft = make.MedicineFactory(name="Ketoconazole", live=False)
    page = make.DrugPageFactory(
        body=[make.block("section", {"heading": "Others", "content": [make.block("interactions", {})]})]
    )
    Interaction.objects.create(
        entity=page.medicine,
        other=draft,
        severity="severe",
        action="Do not take both.",
        source=make.SourceFactory(),
    )
    make.publish(page)
    assert "Ketoconazole" not in json.dumps(said(page))

    draft.save_revision().publish()
    catch_up()

    assert "Do not take both." in json.dumps(said(page))
    draft.refresh_from_db()
    draft.unpublish()
    catch_up()
    assert "Ketoconazole" not in json.dumps(said(page))
    draft.refresh_from_db()
    draft.save_revision().publish()
    catch_up()
    assert "Ketoconazole" in json.dumps(said(page)), "it must come back"


def test_a_class_appears_when_it_is_published() -> None:
    page = make.publish(make.DrugPageFactory())
    hidden = make.MedicineClassFactory(name="Calcineurin inhibitors", live=False)
    ClassMembership.objects.create(medicine=page.medicine, drug_class=hidden)
    page.medicine.save_revision().publish()
    catch_up()
    assert said(page)["medicine"]["classes"] == []

    hidden.save_revision().publish()
    catch_up()

    assert [row["name"] for row in said(page)["medicine"]["classes"]] == ["Calcineurin inhibitors"]


@pytest.fixture
def small_hub(home: HomePage) -> TopicHubPage:
    """A hub that counts three guides and has a card for one."""
    subject = make.MedicineClassFactory()
    for number in range(3):
        guide = make.HowToGuidePageFactory(title=f"Guide {number}", topics=[subject])
        make.publish(guide)
    return make.publish(make.TopicHubPageFactory(subject=subject, gather_limit=1))


def counted_without_a_card(hub: TopicHubPage) -> Page:
    shown = said(hub)["collection"]["cards"][0]["id"]
    topic = PageTopic.objects.filter(entity=hub.subject).exclude(page_id=shown).first()
    assert topic is not None
    return topic.page.specific


def test_a_page_that_becomes_private_is_not_counted_and_is_again_when_it_is_not(
    small_hub: TopicHubPage,
) -> None:
    page = counted_without_a_card(small_hub)
    section = page.get_parent().specific
    catch_up()
    assert (said(small_hub)["collection"]["total"], said(section)["total"]) == (3, 3)

    restriction = restrict(page)
    catch_up()
    assert (said(small_hub)["collection"]["total"], said(section)["total"]) == (2, 2)

    restriction.delete()
    catch_up()
    assert (said(small_hub)["collection"]["total"], said(section)["total"]) == (3, 3)


def test_a_page_that_runs_out_is_not_counted_though_no_worker_runs(
    client: Client, small_hub: TopicHubPage
) -> None:
    page = counted_without_a_card(small_hub)
    page.expire_at = timezone.now() + timedelta(seconds=30)
    make.publish(page)
    catch_up()
    assert read(client, small_hub)["collection"]["total"] == 3
    end = Edition.objects.get(page_id=small_hub.pk, valid_to=None).true_until
    assert end == page.expire_at

    past = timezone.now() - timedelta(seconds=1)
    Page.objects.filter(pk=page.pk).update(expire_at=past)
    Edition.objects.filter(true_until=end).update(true_until=past)

    assert read(client, small_hub)["collection"]["total"] == 2


def test_a_page_that_runs_out_sooner_than_before_is_counted_no_longer_than_that(
    small_hub: TopicHubPage,
) -> None:
    page = counted_without_a_card(small_hub)
    make.publish(page)
    catch_up()
    page = type(page).objects.get(pk=page.pk)
    page.expire_at = timezone.now() + timedelta(days=1)
    make.publish(page)
    catch_up()
    assert Edition.objects.get(page_id=small_hub.pk, valid_to=None).true_until == page.expire_at


def test_a_page_that_is_freed_comes_back_to_everything_that_lists_it(home: HomePage) -> None:
    drug = make.publish(make.DrugPageFactory())
    hub = make.publish(make.TopicHubPageFactory(subject=drug.medicine))
    catch_up()
    restriction = restrict(drug)
    catch_up()
    assert said(hub)["subject"]["path"] == said(hub)["path"]

    restriction.delete()
    catch_up()

    assert said(hub)["subject"]["path"] == said(drug)["path"] == said(drug)["medicine"]["path"]


def test_a_new_text_concerns_nobody_else(home: HomePage) -> None:
    article = make.publish(make.ArticlePageFactory())
    make.publish(make.ArticlePageFactory())
    catch_up()
    article.body = make.a_section("Another heading")

    make.publish(article)

    assert waiting() == set()


def test_a_new_article_renders_the_lists_it_comes_to_and_nothing_below_them(home: HomePage) -> None:
    for _ in range(3):
        make.publish(make.ArticlePageFactory())
    catch_up()

    article = make.publish(make.ArticlePageFactory())
    first = waiting()
    catch_up()

    assert first == {home.pk, article.get_parent().pk}
    assert said(home)["latest"][0]["id"] == article.pk


def test_a_new_title_reaches_every_page_that_shows_it(home: HomePage) -> None:
    article = make.publish(make.ArticlePageFactory(title="Former"))
    link = f'<p><a linktype="page" id="{article.pk}">there</a></p>'
    other = make.publish(make.ArticlePageFactory(body=[make.block("paragraph", link), *make.a_section()]))
    catch_up()
    article.title = "Later"

    make.publish(article)

    assert waiting() == {home.pk, article.get_parent().pk, other.pk}
    catch_up()
    assert said(home)["latest"][1]["title"] == "Later"


def private_collection() -> Collection:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    return private


def test_an_image_appears_when_its_collection_leaves_a_private_one() -> None:
    inner = private_collection().add_child(name="Inner")
    page = make.publish(make.DrugPageFactory(card_image=ImageFactory(collection=inner)))
    assert said(page)["card_image"] is None
    inner = Collection.objects.get(pk=inner.pk)
    inner.save()  # as the admin does before it moves
    inner.move(Collection.get_first_root_node(), "sorted-child")
    catch_up()
    assert said(page)["card_image"] is not None


def test_images_appear_when_many_are_put_into_a_public_collection_at_once(
    client: Client, admin_client: Client
) -> None:
    root = Collection.get_first_root_node()
    image = ImageFactory(collection=private_collection())
    page = make.publish(make.DrugPageFactory(card_image=image))
    catch_up()
    app_label, model = get_image_model()._meta.label_lower.split(".")
    response = admin_client.post(
        f"/admin/bulk/{app_label}/{model}/add_to_collection/?next=/admin/images/&id={image.pk}",
        {"collection": root.pk},
    )
    assert response.status_code == 302
    catch_up()
    assert said(page)["card_image"]["id"] == image.pk


def test_an_alias_is_a_page_of_its_own_from_its_beginning(home: HomePage, admin_client: Client) -> None:
    article = make.publish(make.ArticlePageFactory(title="The original"))
    alias = article.create_alias(update_slug="copy")
    catch_up()
    assert said(alias)["meta"]["alias_of"]["id"] == article.pk
    assert alias.pk in {card["id"] for card in said(article.get_parent().specific)["newest"]}

    response = admin_client.post(f"/admin/pages/{alias.pk}/convert_alias/")

    assert response.status_code == 302
    assert said(alias)["meta"]["alias_of"] is None


def test_an_alias_made_in_the_admin_is_listed_too(home: HomePage, admin_client: Client) -> None:
    article = make.publish(make.ArticlePageFactory(slug="one"))
    parent = article.get_parent()
    response = admin_client.post(
        f"/admin/pages/{article.pk}/copy/",
        {"new_title": article.title, "new_slug": "two", "new_parent_page": parent.pk, "alias": "on"},
    )
    assert response.status_code == 302
    alias = Page.objects.get(slug="two").specific
    assert alias.alias_of_id == article.pk
    catch_up()
    assert said(alias)["id"] == alias.pk
    assert alias.pk in {card["id"] for card in said(parent.specific)["newest"]}


def test_a_credential_that_lapses_leaves_the_pages_that_show_it(client: Client) -> None:
    today = timezone.now().date()
    credential = make.CredentialFactory(valid_to=today + timedelta(days=1), body="Board of Dermatology")
    page = make.DrugPageFactory()
    page.page_contributions.create(contributor=credential.contributor, role="author")
    make.publish(page)
    edition = Edition.objects.get(page_id=page.pk, valid_to=None)
    assert "Board of Dermatology" in edition.content
    assert edition.true_until is not None
    assert edition.true_until.date() == today + timedelta(days=2)

    later = edition.true_until + timedelta(seconds=1)
    rendered = render(page, now=later)

    assert rendered is not None
    assert "Board of Dermatology" not in rendered.content
    assert rendered.true_until is None


def test_what_the_bytes_say_does_not_depend_on_the_zone_of_whoever_publishes() -> None:
    today = timezone.now().date()
    credential = make.CredentialFactory(valid_from=today + timedelta(days=1))
    page = make.DrugPageFactory()
    page.page_contributions.create(contributor=credential.contributor, role="author")
    live = make.publish(page)
    now = timezone.now()
    found = set()
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):
        with timezone.override(zone):
            rendered = render(live, now=now)
            assert rendered is not None
            found.add(rendered.content)
    assert len(found) == 1


def test_an_unused_source_of_a_table_is_not_shown() -> None:
    shared, own = make.SourceFactory(title="Of the table"), make.SourceFactory(title="Of the row")
    row = {
        "population": "all_ages",
        "dose_min": "1",
        "unit": "mg",
        "frequency": "once a day",
        "source": own.pk,
    }
    table = make.block("dosage_table", {"caption": "Cream", "source": shared.pk, "rows": [row]})
    page = make.publish(
        make.DrugPageFactory(body=[make.block("section", {"heading": "Doses", "content": [table]})])
    )
    keys = set(
        Edition.objects.get(page_id=page.pk, valid_to=None)
        .keys.filter(kind="source")
        .values_list("object_id", flat=True)
    )
    assert keys == {own.pk}
