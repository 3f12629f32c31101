"""What a cache has to know of an edition, fetched in the query that fetches the edition.

Which keys purge it, and the next scheduled moment at which it may stop being true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Aggregate, CharField, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import DraftStateMixin, Page, Revision

from cms.core import references
from cms.editions.models import Edition, EditionKey, Role


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
    return editions.annotate(joined_keys=Subquery(_joined_keys()), **dict(_moments(now)))


def of(edition: Edition) -> Freshness:
    """The freshness of an edition that was fetched through :func:`with_freshness`."""
    facts = vars(edition)
    joined = facts["joined_keys"] or ""
    moments = [
        _moment_of(value)
        for name, value in facts.items()
        if name.startswith("changes_") and value is not None
    ]
    return Freshness(
        keys=(f"page-{edition.page_id}", *sorted({key for key in joined.split(",") if key})),
        changes_at=min(moments, default=None),
    )


def _moment_of(value: datetime) -> datetime:
    """A column beyond the model's own comes from SQLite without its zone, in UTC."""
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def next_scheduled_change(now: datetime) -> dict[str, Subquery]:
    """Annotations for any row: the next moments at which something, anywhere, goes live or runs out."""
    pending = Revision.objects.filter(approved_go_live_at__gt=now).order_by("approved_go_live_at")
    expiries = {name: _first_expiry(model._default_manager.all(), now) for name, model in _expiring()}
    return {"changes_go_live": Subquery(pending.values("approved_go_live_at")[:1]), **expiries}


def _joined_keys() -> QuerySet[Any]:
    text = Concat("kind", Value("-"), Cast("object_id", CharField()), output_field=TextField())
    shown = EditionKey.objects.filter(edition=OuterRef("pk")).exclude(role=Role.LISTED)
    return shown.order_by().values("edition").annotate(joined=JoinedText(text)).values("joined")


def _moments(now: datetime) -> Iterator[tuple[str, Subquery]]:
    """Its page's own expiry and pending revision, and the expiry of whatever it shows."""
    yield "changes_own", _first_expiry(Page.objects.filter(pk=OuterRef("page_id")), now)
    pending = Revision.objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        object_id=Cast(OuterRef("page_id"), CharField()),
        approved_go_live_at__gt=now,
    )
    yield "changes_go_live", Subquery(_minimum(pending, "approved_go_live_at"))
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
