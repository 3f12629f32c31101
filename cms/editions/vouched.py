"""What this process has seen to be public and true, for as long as the visibility epoch stays what it was.

Whether an edition may be shown is a question to half a dozen tables (``selectors.public_editions``). Between two epochs
the answer changes only by the clock, so it is remembered with the moment until which it holds. No content is kept.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from wagtail.models import Site

from cms.core import visibility
from cms.core.visibility import HiddenPlaces
from cms.editions import freshness, watching
from cms.editions.models import VisibilityEpoch

if TYPE_CHECKING:
    from cms.editions.settled import Settled

# For what does not run out.
FOREVER = datetime.max.replace(tzinfo=UTC)
# Some tens of megabytes; then all is asked anew.
MOST = 100_000


@dataclass
class _Known:
    """What was found in one epoch: of editions by number their surrogate keys, as a hash, and until when; the sites
    of hosts; of sites by number the places where nothing is public, and what is settled of their editions; of lists how
    long they are, as of which event and until when."""

    epoch: int | None = None
    editions: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    places: dict[int, HiddenPlaces | None] = field(default_factory=dict)
    settled: dict[int, Settled] = field(default_factory=dict)
    counts: dict[Hashable, tuple[int, datetime | None, int]] = field(default_factory=dict)


_known = _Known()
_is_watched = False


def may_be_asked() -> bool:
    """Whether epochs say anything here: not within a transaction, whose own changes draw one on commit, and not where
    a trigger is missing.
    """
    global _is_watched  # noqa: PLW0603 - found out once in each process
    if connection.in_atomic_block:
        return False
    if not _is_watched:
        _is_watched = not watching.missing()
    return _is_watched


def forget() -> None:
    """As a process that has just begun."""
    global _known, _is_watched
    _known, _is_watched = _Known(), False


def remember(edition: Any) -> None:
    """Of an edition that was just found public and true, by ``freshness.with_freshness``."""
    if edition.surrogate_keys is None or not may_be_asked():
        return
    known = _in(edition.epoch)
    if len(known.editions) >= MOST:
        known.editions.clear()
    known.editions[edition.pk] = (hash(edition.surrogate_keys), freshness.holds_until(edition) or FOREVER)


def remember_site(host: str, site: Site, *, epoch: int | None) -> None:
    """``epoch``: as it was before the site was looked up."""
    if may_be_asked():
        known = _in(epoch)
        if len(known.sites) >= MOST:
            known.sites.clear()  # any name may come in a request where any is allowed
        known.sites[host] = site


def current_epoch() -> int | None:
    """As of now; None where it says nothing. One query."""
    if not may_be_asked():
        return None
    return VisibilityEpoch.objects.filter(pk=VisibilityEpoch.THE_ONE).values_list("value", flat=True).first()


def site_of(host: str) -> Site | None:
    """As far as is known: what is found with it counts where the epoch is still the same."""
    return _known.sites.get(host)


def site_in(epoch: int | None, host: str) -> Site | None:
    """As it is known in that epoch."""
    known = _known
    return known.sites.get(host) if epoch is not None and known.epoch == epoch and may_be_asked() else None


def hidden_places(site: Site, *, epoch: int | None) -> HiddenPlaces | None:
    """The hidden places of a site, in that epoch; None where they are not known to be all."""
    if epoch is None or not may_be_asked():
        return None
    known = _in(epoch)
    if site.pk not in known.places:
        known.places[site.pk] = visibility.hidden_places(site)
    return known.places[site.pk]


def remember_settled(settled: Settled, site_id: int, *, epoch: int) -> None:
    if may_be_asked():
        _in(epoch).settled[site_id] = settled


def settled_of(site_id: int, *, epoch: int) -> Settled | None:
    """As it was remembered in that epoch."""
    known = _known
    return known.settled.get(site_id) if known.epoch == epoch else None


def remember_count(count: int, of: Hashable, *, epoch: int, sequence: int, until: datetime | None) -> None:
    """How long a list is. ``sequence``: of the newest event before it was counted; ``until``: the next change due."""
    if may_be_asked():
        known = _in(epoch)
        if len(known.counts) >= MOST:
            known.counts.clear()
        known.counts[of] = (sequence, until, count)


def count_of(of: Hashable, *, epoch: int, sequence: int, now: datetime) -> int | None:
    """As it was remembered in that epoch, if nothing has happened since; else None."""
    known = _known
    found = known.counts.get(of) if known.epoch == epoch else None
    if found is None:
        return None
    counted, until, count = found
    return count if counted == sequence and (until is None or now < until) else None


def public_until(edition_id: int, surrogate_keys: str, *, epoch: int, now: datetime) -> datetime | None:
    """Until when readers may get the edition, ``FOREVER`` if that does not run out; None where it is not known, in
    that epoch, that they may."""
    known = _known
    found = known.editions.get(edition_id) if known.epoch == epoch else None
    if found is None:
        return None
    keys, until = found
    return until if keys == hash(surrogate_keys) and now < until else None


def _in(epoch: int | None) -> _Known:
    global _known  # noqa: PLW0603 - replaced whole, so that no thread sees parts of two
    if epoch is None:
        return _Known()
    if _known.epoch != epoch:
        _known = _Known(epoch)
    return _known
