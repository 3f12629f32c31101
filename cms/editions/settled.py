"""Which current editions of a site must not be sent as they are, of all of them: found out once, then kept up.

A search may find every page there is. To ask of each whether all that it shows is public takes minutes; to ask which
hidden things are shown at all takes one pass over the keys of editions. What that finds is remembered for the
visibility epoch, and with each event only the editions made since are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from wagtail.models import Site

from cms.editions import selectors, vouched
from cms.editions.models import Edition
from cms.events.models import Event

# More events than that since, and all is found out anew.
MOST_EVENTS = 500
# More stale editions than that are not written into a statement.
MOST_STALE = 2000


@dataclass(frozen=True)
class Settled:
    """Of the current editions made by events up to ``sequence``, those that are ``stale``, by number. True before
    ``until``, in the epoch it was found in."""

    sequence: int
    stale: frozenset[int]
    until: datetime | None

    def condition(self) -> Q:
        """On an edition: it was made by then and may be sent, if its page is public."""
        return Q(sequence__lte=self.sequence) & ~Q(pk__in=sorted(self.stale))


def settled(
    site: Site, *, epoch: int | None, sequence: int, scheduled_at: datetime | None, now: datetime
) -> Settled | None:
    """As of event ``sequence``, which was read together with ``epoch`` and ``scheduled_at``, the next scheduled change
    of anything, before this is asked. None where epochs say nothing, or too many are stale. No query where nothing has
    happened since it was last asked.
    """
    if epoch is None or not vouched.may_be_asked():
        return None
    known = vouched.settled_of(site.pk, epoch=epoch)
    if known is None or (known.until is not None and known.until <= now):
        known = _found_out(site, sequence, scheduled_at, now)
    elif known.sequence < sequence:
        known = _kept_up(known, site, sequence, scheduled_at, now)
    vouched.remember_settled(known, site.pk, epoch=epoch)
    return known if len(known.stale) <= MOST_STALE else None


def may_be_sent(editions: QuerySet[Any], known: Settled | None) -> QuerySet[Any]:
    """Those of ``selectors.public_editions`` that are not stale; ``known``: what need not be asked of each."""
    return editions.filter(Q(stale=False) if known is None else known.condition() | Q(stale=False))


def _kept_up(
    known: Settled, site: Site, sequence: int, scheduled_at: datetime | None, now: datetime
) -> Settled:
    """With the editions of the pages that events since were about. Two queries, but after very many events."""
    if sequence - known.sequence > MOST_EVENTS:
        return _found_out(site, sequence, scheduled_at, now)
    since = Event.objects.filter(object_kind="page", sequence__gt=known.sequence, sequence__lte=sequence)
    newer = selectors.public_editions(now=now, site=site).filter(
        stale=True, sequence__gt=known.sequence, page_id__in=since.values("object_id")
    )
    stale = known.stale.union(newer.values_list("pk", flat=True))
    return Settled(sequence, stale, _until(_current(site), scheduled_at, now))


def _found_out(site: Site, sequence: int, scheduled_at: datetime | None, now: datetime) -> Settled:
    """A query for each kind of thing that editions show, and one each for what has run out, moved, and will run out."""
    current = _current(site)
    place = Concat(Value(site.root_page.url_path.rstrip("/")), "path", output_field=TextField())
    stale = set(current.filter(true_until__lte=now).values_list("pk", flat=True))
    stale.update(current.alias(place=place).exclude(page__url_path=F("place")).values_list("pk", flat=True))
    for keys in selectors.keys_of_hidden(now=now, site=site):
        stale.update(keys.filter(edition__in=current).values_list("edition_id", flat=True))
    return Settled(sequence, frozenset(stale), _until(current, scheduled_at, now))


def _current(site: Site) -> QuerySet[Edition]:
    return Edition.objects.filter(valid_to__isnull=True, site=site)


def _until(current: QuerySet[Edition], scheduled_at: datetime | None, now: datetime) -> datetime | None:
    lapses = current.filter(true_until__gt=now).order_by("true_until").values_list("true_until", flat=True)
    return min((moment for moment in (scheduled_at, lapses.first()) if moment is not None), default=None)
