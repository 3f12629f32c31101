"""Keeping editions true: dependents are rendered anew, and what is missing or stale is rendered on the way."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import F
from wagtail.models import Page, Site

from cms.core.keys import Key
from cms.core.locking import give_way, limit_lock_waits
from cms.core.models import BasePage
from cms.core.moment import database_now
from cms.core.problems import Problem, PublishRefused
from cms.core.retries import postpone
from cms.core.visibility import public_pages
from cms.editions import prepared, selectors, vouched
from cms.editions.models import SCHEMA_VERSION, Edition, RenderRequest
from cms.editions.processes import Rerendered
from cms.publishing import services as publishing

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)
# An index page of whose section thousands go live is not rendered for each: no more than so often in that time.
OFTEN = 5
REST = timedelta(seconds=5)
# What concerns thousands of pages keeps nobody waiting: of two changes, pages take turns as if each change had so much
# time for each of its pages. None of them waits for its turn where there is no other.
TURN = timedelta(milliseconds=200)
FEW = 50
# Shorter than the second after which PostgreSQL looks for deadlocks, and may end the other side.
LOCK_WAIT = "500ms"
# So often a page is tried while somebody else has it, before its lock is waited for.
PATIENCE = 5


def read_edition(*, page_id: int, site: Site, now: datetime) -> Edition | None:
    """The edition a reader of ``site`` gets of a page at ``now``; None if there is no such public page.

    One query, which also fetches what ``freshness.of`` reads. Where the edition is missing, shows something that is
    not public any more or is not true any more, it is rendered first, so a lagging worker costs time and never shows
    what is hidden. Raises ``PublishRefused`` where that fails.
    """
    edition = _edition_of(page_id, site=site, now=now)
    if edition is not None and not edition.stale:
        return cast("Edition", edition)
    page = public_pages(now=now, site=site).filter(pk=page_id).first()
    if page is None:
        return None
    if edition is None:
        # Likely: it went live between the two questions, and has its edition.
        edition = _edition_of(page_id, site=site, now=now)
        if edition is not None and not edition.stale:
            return cast("Edition", edition)
    publishing.refresh_page(page_id=page_id, now=now)
    rendered = _edition_of(page_id, site=site, now=now)
    if rendered is not None and rendered.stale:
        # Something was hidden between the two, or a block shows what it must not; never a page that is "not found".
        raise PublishRefused(page.title, [Problem("It shows something that readers may not see.")])
    return rendered


def _edition_of(page_id: int, *, site: Site, now: datetime) -> Any | None:
    edition = prepared.edition_of(page_id, site=site, now=now)
    if edition is not None and not edition.stale:
        vouched.remember(edition)
    return edition


def read_edition_at(*, path: str, site: Site, now: datetime) -> Edition | None:
    """As ``read_edition``, by the path on the site, of a page that has an edition; None where nothing is found.

    ``path`` has slashes at both ends. The path is asked of the live tables, like everything about visibility.
    """
    edition = prepared.edition_at(selectors.page_at(path, site=site, prefix="page__"), site=site, now=now)
    if edition is not None and edition.stale:
        return read_edition(page_id=edition.page_id, site=site, now=now)
    if edition is not None:
        vouched.remember(edition)
    return edition


def read_editions(*, page_ids: Iterable[int], site: Site, now: datetime) -> dict[int, Edition]:
    """The editions readers get of several pages, by page id; pages that are not public are left out. One query."""
    wanted = list(page_ids)
    current = prepared.editions_of(wanted, site=site, now=now)
    found: dict[int, Edition] = {edition.page_id: edition for edition in current if not edition.stale}
    for page_id in wanted:
        if page_id not in found:
            edition = _read_or_leave_out(page_id, site=site, now=now)
            if edition is not None:
                found[page_id] = edition
    return found


def read_cards(*, page_ids: Iterable[int], site: Site, now: datetime) -> dict[int, str]:
    """What lists show of several pages, as JSON, by page id; pages that are not public are left out. One query."""
    wanted = list(page_ids)
    found = prepared.cards_of(wanted, site=site, now=now)
    for page_id in wanted:
        if page_id not in found:
            edition = _read_or_leave_out(page_id, site=site, now=now)
            if edition is not None and edition.card is None:
                # Of a release that kept none.
                publishing.refresh_page(page_id=page_id, now=now)
                edition = _read_or_leave_out(page_id, site=site, now=now)
            if edition is not None and edition.card is not None:
                found[page_id] = edition.card
    return found


def _read_or_leave_out(page_id: int, *, site: Site, now: datetime) -> Edition | None:
    """One page that can't be rendered must not take a whole list from its readers."""
    try:
        return read_edition(page_id=page_id, site=site, now=now)
    except PublishRefused:
        logger.exception("page %s can't be rendered and is left out of a list", page_id)
        return None


def request_renders(
    *, touched: Mapping[Key, int | None], reason: str, now: datetime, event: int | None = None
) -> int:
    """Ask for every edition that shows or watches one of the keys, except, for each, that of the page it is mapped to.

    ``event``: the number of the first event that touched one of them. Returns how many.
    """
    page_ids = {page_id for page_id, key in selectors.dependents(touched) if touched[key] != page_id}
    return _request(page_ids, reason=reason, now=now, event=event)


def request_overdue(*, now: datetime) -> int:
    """Ask for every edition that has stopped being true by itself and is not waiting yet. Returns how many."""
    overdue = Edition.objects.filter(valid_to__isnull=True, true_until__lte=now)
    waiting = RenderRequest.objects.values("page_id")
    page_ids = overdue.exclude(page_id__in=waiting).values_list("page_id", flat=True)
    return _request(page_ids, reason="what it said was true until now", now=now)


def request_below(*, page_id: int, reason: str, now: datetime) -> int:
    """Ask for every live page below one that has moved. Returns how many."""
    top = Page.objects.filter(pk=page_id).first()
    if top is None:
        return 0
    return _request(top.get_descendants().live().values_list("pk", flat=True), reason=reason, now=now)


def request_all(*, reason: str, now: datetime) -> int:
    """Ask for every live page: addresses have changed, or which page belongs to which site. Returns how many."""
    return _request(outdated_page_ids(everything=True), reason=reason, now=now)


def _request(page_ids: Iterable[int], *, reason: str, now: datetime, event: int | None = None) -> int:
    # In one order, so that two who ask at the same time do not wait for each other.
    wanted = sorted(page_ids)
    rests = selectors.rendered_often(wanted, times=OFTEN, since=now - REST)
    requests = [
        RenderRequest(
            page_id=page_id,
            reason=reason,
            requested_at=now,
            next_try_at=rests.get(page_id, now - REST) + REST,
            turn_at=now + TURN * place,
            first_event=event,
        )
        for place, page_id in enumerate(wanted)
    ]
    waiting = RenderRequest.objects.filter(page_id__in=wanted)
    if 0 < len(wanted) <= FEW:
        # They may have a later turn already, with many others.
        waiting.filter(turn_at__gt=now).update(turn_at=now)
    if event is not None:
        waiting.filter(first_event__isnull=True).update(first_event=event)
    # A row already waiting asks for the same; one being worked on is locked, and this waits until it is gone.
    RenderRequest.objects.bulk_create(
        requests,
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["reason", "requested_at", "next_try_at"],
    )
    return len(requests)


def outdated_page_ids(*, everything: bool = False) -> list[int]:
    """Live pages with no edition, or with one that other code or another address of the API has left behind.

    ``everything``: all live pages, whatever their editions say of themselves.
    """
    live = Page.objects.live().type(BasePage).filter(depth__gt=1).order_by("pk")
    if not everything:
        base_url = settings.WAGTAILAPI_BASE_URL
        live = live.exclude(
            pk__in=selectors.current_page_ids(schema_version=SCHEMA_VERSION, base_url=base_url)
        )
    return list(live.values_list("pk", flat=True))


def rerender_pages(*, page_ids: Iterable[int]) -> Rerendered:
    """Render each anew, at the moment its turn comes. One that fails keeps its former edition."""
    outcome = Rerendered()
    for page_id in page_ids:
        try:
            changed = _patiently(page_id)
        except Exception as error:  # the edge of a task: the others are rendered all the same
            logger.warning("page %s could not be rendered anew", page_id, exc_info=True)
            kind = "" if isinstance(error, PublishRefused) else f"{type(error).__name__}: "
            outcome += Rerendered(done=1, failed=((page_id, f"{kind}{error}"),))
        else:
            outcome += Rerendered(done=1, changed=int(changed))
        give_way()
    return outcome


def _patiently(page_id: int) -> bool:
    """Whoever publishes goes first; then it is tried again."""
    for _ in range(PATIENCE):
        try:
            with transaction.atomic():
                limit_lock_waits(LOCK_WAIT)
                return publishing.refresh_page(page_id=page_id, now=database_now())
        except OperationalError:
            logger.info("page %s is busy", page_id)
            connection.close_if_unusable_or_obsolete()
    return publishing.refresh_page(page_id=page_id, now=database_now())


@dataclass(frozen=True)
class Renders:
    """What became of the renders tried. ``busy``: another worker has them at this moment."""

    done: int = 0
    failed: int = 0
    busy: int = 0


def render_requested(*, now: datetime, limit: int = 200, lag: timedelta = timedelta(0)) -> Renders:
    """Render pages that wait for it, in the order of their turns.

    ``lag``: leave alone what has waited for less than that, because whoever was woken for it may be on the way.
    """
    request_overdue(now=now)
    due = RenderRequest.objects.filter(next_try_at__lte=now - lag)
    due = due.order_by(F("turn_at").asc(nulls_first=True), "requested_at", "page_id")
    outcomes = Counter(
        _render_one(page_id, now=now) for page_id in list(due.values_list("page_id", flat=True)[:limit])
    )
    return Renders(done=outcomes["done"], failed=outcomes["failed"], busy=outcomes["busy"])


def _render_one(page_id: int, *, now: datetime) -> Literal["done", "failed", "busy"]:
    try:
        with transaction.atomic():
            # Whoever publishes goes first: this can be done again.
            limit_lock_waits(LOCK_WAIT)
            request = RenderRequest.objects.select_for_update(skip_locked=True).filter(pk=page_id).first()
            if request is None:
                return "busy"
            request.delete()
            publishing.refresh_page(page_id=page_id, now=now)
    except Exception as error:  # the edge of a task: any page may fail to render, and its row remembers
        logger.exception("page %s could not be rendered anew", page_id)
        postpone(
            RenderRequest.objects.filter(pk=page_id), error, first=FIRST_RETRY, longest=LONGEST_RETRY, now=now
        )
        return "failed"
    return "done"
