"""How far a change has come is told in words; and one that concerns many pages does not hold up the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from cms.core.keys import Key, page_key
from cms.editions import services, spreading
from cms.editions.models import Edition, RenderRequest
from cms.publishing import projections
from cms.publishing.projections import Prepared
from tests.background import catch_up, waiting
from tests.editions import said
from tests.factories import medications as make
from tests.pictures import an_image, make_pictures_of

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def pages_about(entry: Any, count: int) -> list[Any]:
    """Articles that mention it, all rendered."""
    words = f'<p>More on <a linktype="entity" id="{entry.pk}">it</a>.</p>'
    pages = [make.publish(make.ArticlePageFactory(body=make.a_section("More", words))) for _ in range(count)]
    catch_up()
    return pages


def of(entry: Any) -> spreading.Spreading:
    key = Key("entity", entry.pk)
    return spreading.spreading_of([key])[key]


def rename(entry: Any, name: str) -> None:
    entry.name = name
    entry.save()


@pytest.fixture
def entry() -> Any:
    return make.MedicineClassFactory(name="Calcineurin inhibitors")


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("staff", "s@example.org", "x"))
    return client


def test_a_change_is_followed_from_page_to_page(entry: Any) -> None:
    pages_about(entry, 3)
    assert of(entry).in_words == "Up to date on 3 pages that show it."
    rename(entry, "Topical calcineurin inhibitors")
    assert of(entry).in_words == "It was changed a moment ago. 3 pages may still show it as it was before."
    waiting()
    assert of(entry).in_words == "3 of 3 pages still show it as it was before."
    services.render_requested(now=now(), lag=-services.REST, limit=2)
    assert of(entry).in_words == "1 of 3 pages still shows it as it was before."
    catch_up()
    assert of(entry).in_words == "Up to date on 3 pages that show it."


def test_nothing_shows_what_nobody_speaks_of(entry: Any) -> None:
    assert of(entry).in_words == "No page shows it."
    assert not of(entry).goes_on


def test_pages_that_fail_are_counted_and_tried_again(entry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = pages_about(entry, 2)
    rename(entry, "Another name")
    waiting()

    def fails(page: Any, transition: Any, moment: Any) -> Prepared:
        if page.pk == first.pk:
            raise ValueError("broken")
        return Prepared(changed=False)

    monkeypatch.setitem(projections._projections, "broken", fails)
    services.render_requested(now=now(), lag=-services.REST)
    told = (
        "1 of 2 pages still shows it as it was before. 1 of them could not be rendered and are tried again."
    )
    assert of(entry).in_words == told


def test_the_dashboard_lists_what_is_on_its_way_and_nothing_else(staff: Client, entry: Any) -> None:
    pages_about(entry, 2)
    home = reverse("wagtailadmin_home")
    assert "Changes on their way" not in staff.get(home).content.decode()
    rename(entry, "Another name")
    waiting()
    told = staff.get(home).content.decode()
    assert "Changes on their way to all pages" in told
    assert "Another name" in told
    assert "2 of 2 pages still show it as it was before." in told
    catch_up()
    assert "All pages are up to date." in staff.get(reverse("editions:spreading")).content.decode()


def test_what_was_not_changed_is_not_said_to_be_on_its_way(entry: Any) -> None:
    section = pages_about(entry, 2)[0].get_parent()
    home = section.get_parent()
    rename(entry, "Another name")
    waiting()
    assert {one.key for one in spreading.spreading_now()} == {Key("entity", entry.pk)}
    for page in (section, home):
        assert spreading.spreading_of([page_key(page.pk)])[page_key(page.pk)].waiting == 0


def test_a_new_text_changes_nothing_that_others_show(entry: Any) -> None:
    page = pages_about(entry, 1)[0]
    linking = f'<p><a linktype="page" id="{page.pk}">here</a></p>'
    make.publish(make.ArticlePageFactory(body=make.a_section("More", linking)))
    catch_up()
    rename(entry, "Another name")
    page.body = make.a_section("New words")
    page.save_revision().publish()
    waiting()
    key = page_key(page.pk)
    assert spreading.spreading_of([key])[key].in_words.startswith("Up to date on")


def test_a_page_an_image_and_an_entry_are_told_alike(entry: Any) -> None:
    image = an_image(title="A hand")
    page = make.publish(make.ArticlePageFactory(title="Shown elsewhere", card_image=image))
    make.publish(
        make.ArticlePageFactory(
            body=make.a_section("More", f'<p><a linktype="page" id="{page.pk}">here</a></p>')
        )
    )
    pages_about(entry, 1)
    make_pictures_of(image)
    page.title = "Another title"
    page.save_revision().publish()
    rename(entry, "Another name")
    waiting()
    keys = {one.key for one in spreading.spreading_now()}
    assert {page_key(page.pk), Key("image", image.pk), Key("entity", entry.pk)} <= keys
    names = {name for name, _ in spreading.names_of(keys).values()}
    assert {"Another title", "A hand", "Another name"} <= names


def test_the_form_of_a_page_says_where_else_it_stands(staff: Client) -> None:
    page = make.publish(make.ArticlePageFactory(title="Shown elsewhere"))
    alone = make.ArticlePageFactory(live=False)
    for number in range(2):
        words = f'<p><a linktype="page" id="{page.pk}">here</a></p>'
        make.publish(make.ArticlePageFactory(title=f"About {number}", body=make.a_section("More", words)))
    catch_up()
    shown_on = Edition.objects.filter(
        valid_to=None, keys__kind="page", keys__object_id=page.pk, keys__role="shows"
    ).count()
    form = staff.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f"Up to date on {shown_on} pages that show it." in form
    assert (
        "data-spreading"
        not in staff.get(reverse("wagtailadmin_pages:edit", args=[alone.pk])).content.decode()
    )
    part = staff.get(reverse("editions:spreading_of", args=["page", page.pk]))
    assert "Up to date" in part.content.decode()


def test_only_those_who_work_here_are_told(client: Client, entry: Any) -> None:
    for address in (
        reverse("editions:spreading"),
        reverse("editions:spreading_of", args=["entity", entry.pk]),
    ):
        assert client.get(address).status_code == 302


def test_a_change_that_concerns_many_pages_lets_others_pass(entry: Any) -> None:
    many = pages_about(entry, 30)
    other = make.MedicineFactory(name="Something else")
    (shows_other,) = pages_about(other, 1)
    began = now()
    assert ask_for(entry, at=began) == len(many)
    # As a worker has been at it for a while.
    render(5, at=began)

    article = make.ArticlePageFactory(title="Published meanwhile", live=False)
    article.save_revision().publish()
    assert said(article)["title"] == "Published meanwhile"

    assert ask_for(other, at=began + timedelta(seconds=1)) == 1
    render(10, at=began + timedelta(seconds=2))
    assert not RenderRequest.objects.filter(pk=shows_other.pk).exists()
    assert of(entry).waiting >= 15, "the many are still being worked at"

    ask_for(other, at=began + timedelta(minutes=5))
    render(16, at=began + timedelta(minutes=5))
    assert of(entry).waiting == 0, "whoever comes later does not go before all of them"
    assert RenderRequest.objects.filter(pk=shows_other.pk).exists()


def ask_for(entry: Any, *, at: datetime) -> int:
    touched = {Key("entity", entry.pk): None}
    return services.request_renders(touched=touched, reason="a change", now=at, event=0)


def render(limit: int, *, at: datetime) -> None:
    services.render_requested(now=at, lag=-services.REST, limit=limit)


def test_a_page_of_a_large_change_comes_forward_with_a_small_one(entry: Any) -> None:
    many = pages_about(entry, services.FEW + 2)
    rename(entry, "Another name")
    waiting()
    last = RenderRequest.objects.filter(pk__in=[page.pk for page in many]).order_by("turn_at").last()
    assert last is not None
    assert last.turn_at is not None
    assert last.turn_at > now()
    page = next(page for page in many if page.pk == last.pk)
    services.request_renders(touched={Key("entity", 0): None}, reason="nothing", now=now())
    services._request([page.pk], reason="a small change", now=now())
    moved = RenderRequest.objects.get(pk=page.pk).turn_at
    assert moved is not None
    assert moved <= now()
