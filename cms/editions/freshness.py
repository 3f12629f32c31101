"""What a cache has to know of an edition, fetched in the query that fetches the edition.

Which keys purge it, and the next scheduled moment at which it may stop being true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, CharField, Exists, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from wagtail.models import DraftStateMixin, Page, Revision

from cms.core import references
from cms.editions.models import DEPENDENTS, Edition, EditionKey, RenderRequest, Role, VisibilityEpoch
from cms.events.models import Delivery


@dataclass(frozen=True)
class Freshness:
    """``keys``: surrogate keys, the page's own first. ``changes_at``: when it may change next."""

    keys: tuple[str, ...]
    changes_at: datetime | None


class JoinedText(Aggregate):
    """The texts of a group in one, separated by commas."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            function="STRING_AGG",
            template="%(function)s(%(expressions)s, ',')",
            **context,
        )


def with_freshness(editions: QuerySet[Any], *, now: datetime) -> QuerySet[Any]:
    """``editions`` with what :func:`of` reads."""
    waits = is_waiting(RenderRequest.objects.filter(page_id=OuterRef("page_id")))
    keys = Coalesce("surrogate_keys", Subquery(_joined_keys()))
    return editions.annotate(joined_keys=keys, epoch=current_epoch(), waits=waits, **dict(_moments(now)))


def of(edition: Edition) -> Freshness:
    """The freshness of an edition that was fetched through :func:`with_freshness`."""
    facts = vars(edition)
    joined = facts["joined_keys"] or ""
    moments = _known_moments(edition, without="")
    moments += [edition.true_until] if edition.true_until is not None else []
    moments += [edition.valid_from] if facts["waits"] else []  # past: it may be another one at any moment
    return Freshness(
        keys=(f"page-{edition.page_id}", *sorted({key for key in joined.split(",") if key})),
        changes_at=min(moments, default=None),
    )


def holds_until(edition: Edition) -> datetime | None:
    """When the page itself, or something that it shows, runs out; None if nothing does."""
    return min(_known_moments(edition, without="changes_go_live"), default=None)


def _known_moments(edition: Edition, *, without: str) -> list[datetime]:
    return [
        aware(value)
        for name, value in vars(edition).items()
        if name.startswith("changes_") and name != without and value is not None
    ]


def aware(value: Any) -> Any:
    """A moment as the driver gives it: SQLite's has a column without its zone, which is UTC, and others as texts."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def next_scheduled_change(now: datetime) -> dict[str, Subquery]:
    """Annotations for any row: the next moments at which something, anywhere, goes live or runs out."""
    expiries = {name: _first_expiry(model._default_manager.all(), now) for name, model in _expiring()}
    return {"changes_go_live": next_go_live(now), **expiries}


def is_waiting(requests: QuerySet[RenderRequest]) -> Any:
    """Condition: one of ``requests`` is still to be rendered, or it is not yet known whom a recent event concerns.

    What has failed before does not count, or one broken page would keep every list out of caches.
    """
    deliveries = Delivery.objects.filter(consumer=DEPENDENTS, attempts=0)
    return Exists(requests.filter(attempts=0)) | Exists(deliveries)


def current_epoch() -> Subquery:
    """The visibility epoch, as of the query itself."""
    return Subquery(VisibilityEpoch.objects.filter(pk=VisibilityEpoch.THE_ONE).values("value")[:1])


def next_go_live(now: datetime) -> Subquery:
    """Of anything: what goes live may come to stand on any page, as a card or in a list."""
    return Subquery(_minimum(Revision.objects.filter(approved_go_live_at__gt=now), "approved_go_live_at"))


def _joined_keys() -> QuerySet[Any]:
    text = Concat("kind", Value("-"), Cast("object_id", CharField()), output_field=TextField())
    shown = EditionKey.objects.filter(edition=OuterRef("pk")).exclude(role=Role.LISTED)
    return shown.order_by().values("edition").annotate(joined=JoinedText(text)).values("joined")


def _moments(now: datetime) -> Iterator[tuple[str, Subquery]]:
    """The expiry of its page and of whatever it shows, and the next go-live anywhere."""
    yield "changes_own", _first_expiry(Page.objects.filter(pk=OuterRef("page_id")), now)
    yield "changes_go_live", next_go_live(now)
    for name, model in _expiring():
        kind = name.removeprefix("changes_")
        shown = EditionKey.objects.filter(edition=OuterRef(OuterRef("pk")), role=Role.SHOWS, kind=kind)
        objects = model._default_manager.filter(pk__in=shown.values("object_id"))
        yield name, _first_expiry(objects, now)


def _expiring() -> Iterator[tuple[str, type[Any]]]:
    """Kinds of objects that may run out, under the names of their annotations."""
    yield "changes_page", Page
    for kind in references.all_kinds():
        if issubclass(kind.model, DraftStateMixin):
            yield f"changes_{kind.name}", kind.model


def _first_expiry(objects: QuerySet[Any], now: datetime) -> Subquery:
    return Subquery(_minimum(objects.filter(live=True, expire_at__gt=now), "expire_at"))


def _minimum(objects: QuerySet[Any], name: str) -> QuerySet[Any]:
    """One row with the smallest value; no GROUP BY over the table, no row where there is none."""
    return objects.order_by(name).values(name)[:1]
