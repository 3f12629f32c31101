"""What is settled of all editions at once is what each of them would say, whatever has happened to the site.

Unlike most tests, these commit: within a transaction nothing is taken for known.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from cms.api.selectors import current_moment, settled_at
from cms.core.moment import database_now
from cms.editions import finding, selectors, settled
from cms.editions.settled import Settled
from medications.models import DrugPage
from tests.api.hiding import delete, restrict, unpublish
from tests.background import catch_up
from tests.factories import medications as make
from tests.walks import Walk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("settled"),
]

WORD = "Zanzibarine"


@pytest.fixture(autouse=True)
def _site(unvouched_site: None) -> None:
    """Before whatever else a test makes."""


def site() -> Site:
    return Site.objects.select_related("root_page").get(is_default_site=True)


def known_at(now: dt.datetime) -> Settled:
    known = settled_at(current_moment(now=now), site=site(), now=now)
    assert known is not None
    return known


def sendable(now: dt.datetime, known: Settled | None) -> set[int]:
    editions = settled.may_be_sent(selectors.public_editions(now=now, site=site()), known)
    return set(editions.values_list("pk", flat=True))


def page_beside(shown: Page) -> DrugPage:
    """A page that shows a card of the other one."""
    page = make.DrugPageFactory(title=WORD)
    page.related_pins.create(target=shown)
    return make.publish(page)


def found(words: list[str], now: dt.datetime, known: Settled | None) -> int:
    return finding.find(
        words, narrowings={}, kinds={}, part=slice(0, 20), site=site(), now=now, known=known
    ).total


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3, 4))])
def test_step_by_step_it_is_what_each_edition_says(seed: int) -> None:
    walk = Walk(seed)
    for _ in range(80):
        walk.step()
        now = database_now()
        each = sendable(now, None)
        known = known_at(now)
        assert sendable(now, known) == each, walk.trail
        # Nothing but the page itself is left to be asked.
        current = selectors.public_editions(now=now, site=site()).filter(known.condition())
        assert set(current.values_list("pk", flat=True)) == each, walk.trail


@pytest.mark.parametrize("hide", [unpublish, restrict, delete])
def test_what_shows_something_hidden_is_not_found_until_it_is_rendered_anew(hide: object) -> None:
    other = make.publish(make.ArticlePageFactory())
    page_beside(other)
    catch_up()
    assert found([WORD], database_now(), known_at(database_now())) == 1
    hide(Page.objects.get(pk=other.pk))  # type: ignore[operator]
    assert found([WORD], database_now(), known_at(database_now())) == 0
    catch_up()
    assert found([WORD], database_now(), known_at(database_now())) == 1


def test_what_was_made_after_it_was_settled_is_asked_by_itself() -> None:
    other = make.publish(make.ArticlePageFactory())
    catch_up()
    before = known_at(database_now())
    page_beside(other)
    now = database_now()
    assert found([WORD], now, before) == 1
    Page.objects.filter(pk=other.pk).update(live=False)
    assert found([WORD], now, before) == 0


def test_nothing_is_asked_while_nothing_happens_and_little_when_something_has() -> None:
    page = page_beside(make.publish(make.ArticlePageFactory()))
    catch_up()
    here, now = site(), database_now()
    moment = current_moment(now=now)
    settled_at(moment, site=here, now=now)
    with CaptureQueriesContext(connection) as again:
        settled_at(moment, site=here, now=now)
    assert len(again) == 0
    make.publish(page)
    later = current_moment(now=now)
    with CaptureQueriesContext(connection) as kept_up:
        settled_at(later, site=here, now=now)
    assert later.sequence > moment.sequence
    assert len(kept_up) == 2


def test_it_holds_until_the_first_of_all_things_runs_out() -> None:
    expires = database_now() + dt.timedelta(hours=1)
    other = make.publish(make.ArticlePageFactory(expire_at=expires))
    page_beside(other)
    catch_up()
    before = known_at(database_now())
    assert before.until is not None
    assert before.until <= expires
    assert found([WORD], expires, known_at(expires)) == 0


def test_too_many_that_are_stale_are_not_written_into_a_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    other = make.publish(make.ArticlePageFactory())
    page_beside(other)
    catch_up()
    Page.objects.filter(pk=other.pk).update(live=False)
    monkeypatch.setattr(settled, "MOST_STALE", 0)
    now = database_now()
    assert settled_at(current_moment(now=now), site=site(), now=now) is None
