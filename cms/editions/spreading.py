"""How far a change has come: of the pages that show what was changed, how many are still to be rendered anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.core import references
from cms.core.keys import Key
from cms.editions.models import DEPENDENTS, EditionKey, RenderRequest, Role
from cms.editions.selectors import any_of
from cms.events.models import Delivery, Event, EventKind

# Of the newest changes.
MOST_CHANGES = 100
MOST_SHOWN = 10


@dataclass(frozen=True)
class Spreading:
    """``total``: pages that show it or speak of it; ``waiting``: those of them still to be rendered anew; ``failing``:
    those of them tried in vain. ``is_asked``: whether it is known already which pages these are.
    """

    key: Key
    total: int
    waiting: int = 0
    failing: int = 0
    is_asked: bool = True

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def goes_on(self) -> bool:
        return bool(self.total and (self.waiting or not self.is_asked))

    @property
    def in_words(self) -> str:
        if not self.total:
            return "No page shows it."
        if not self.is_asked:
            return f"It was changed a moment ago. {_pages(self.total)} may still show it as it was before."
        if not self.waiting:
            return f"Up to date on {_pages(self.total)} that {_show(self.total)} it."
        words = f"{self.waiting:,} of {_pages(self.total)} still {_show(self.waiting)} it as it was before."
        if self.failing:
            words += f" {self.failing:,} of them could not be rendered and are tried again."
        return words


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"


def _show(count: int) -> str:
    return "shows" if count == 1 else "show"


def spreading_of(keys: Collection[Key]) -> dict[Key, Spreading]:
    """How far the last changes of these have come. Five queries at most, however many there are."""
    changes = _changes().filter(object_id__in={key.object_id for key in keys})
    return _spreading(
        dict.fromkeys(keys, 0) | _last_changes(changes.order_by("-sequence")[:MOST_CHANGES], keys)
    )


def spreading_now() -> list[Spreading]:
    """Those of the newest changes that have not come everywhere, the ones with most to do first."""
    first = RenderRequest.objects.aggregate(first=Min("first_event"))["first"]
    owed = Delivery.objects.filter(consumer=DEPENDENTS).values("event_id")
    recent = Q(pk__in=owed)
    if first is not None:
        recent |= Q(sequence__gte=first)
    found = _spreading(_last_changes(_changes().filter(recent).order_by("-sequence")[:MOST_CHANGES]))
    going_on = [one for one in found.values() if one.goes_on]
    return sorted(going_on, key=lambda one: (-one.waiting, one.key))[:MOST_SHOWN]


def _changes() -> QuerySet[Event]:
    """By somebody, and not by another change."""
    return Event.objects.exclude(kind=EventKind.PAGE_REFRESHED)


def _last_changes(events: Iterable[Event], keys: Collection[Key] | None = None) -> dict[Key, int]:
    """The number of the last event of each object that others show something else of. ``keys``: of these alone.

    ``events``: the newest first. A new text of a page, say, changes nothing that others show.
    """
    last: dict[Key, int] = {}
    for event in events:
        key = Key(event.object_kind, event.object_id)
        if str(key) in event.keys and (keys is None or key in keys):
            last.setdefault(key, event.sequence)
    return last


def _spreading(last: Mapping[Key, int]) -> dict[Key, Spreading]:
    """``last``: the number of the last change of each."""
    if not last:
        return {}
    shown = EditionKey.objects.filter(any_of(last), edition__valid_to__isnull=True).exclude(role=Role.LISTED)
    changed = Case(
        *(When(kind=key.kind, object_id=key.object_id, then=Value(event)) for key, event in last.items()),
        output_field=BigIntegerField(),
    )
    waiting = RenderRequest.objects.filter(
        page_id=OuterRef("edition__page_id"), first_event__lte=OuterRef("changed")
    )
    affected = shown.alias(changed=changed)
    totals = _counted(shown)
    still = _counted(affected.filter(Exists(waiting)))
    failing = _counted(affected.filter(Exists(waiting.filter(attempts__gt=0))))
    unasked = _unasked(last)
    return {
        key: Spreading(
            key, totals.get(key, 0), still.get(key, 0), failing.get(key, 0), is_asked=key not in unasked
        )
        for key in last
    }


def names_of(keys: Iterable[Key]) -> dict[Key, tuple[str, str]]:
    """As editors know them, each with the address of its form in the admin, if it has one. One query for each kind."""
    by_kind: dict[str, list[int]] = {}
    for key in keys:
        by_kind.setdefault(key.kind, []).append(key.object_id)
    return {
        Key(kind, pk): (str(found), _edit_url(kind, found))
        for kind, object_ids in by_kind.items()
        if (model := _model_of(kind)) is not None
        for pk, found in model._default_manager.in_bulk(object_ids).items()
    }


def _model_of(kind: str) -> Any:
    own = {"page": Page, "image": get_image_model(), "document": get_document_model()}
    registered = {known.name: known.model for known in references.all_kinds()}
    return {**registered, **own}.get(kind)


def _edit_url(kind: str, found: Any) -> str:
    places = {
        "page": "wagtailadmin_pages:edit",
        "image": "wagtailimages:edit",
        "document": "wagtaildocs:edit",
    }
    return reverse(places[kind], args=[found.pk]) if kind in places else ""


def _counted(shown: QuerySet[EditionKey]) -> dict[Key, int]:
    rows = shown.order_by().values("kind", "object_id").annotate(count=Count("edition", distinct=True))
    return {Key(row["kind"], row["object_id"]): row["count"] for row in rows}


def _unasked(keys: Collection[Key]) -> set[Key]:
    """Those with a change of which it is not known yet whom it concerns."""
    owed = Delivery.objects.filter(consumer=DEPENDENTS, event__object_id__in={key.object_id for key in keys})
    owed = owed.exclude(event__kind=EventKind.PAGE_REFRESHED)
    rows = owed.values_list("event__object_kind", "event__object_id", "event__keys")
    found = {Key(kind, pk) for kind, pk, touched in rows if f"{kind}:{pk}" in touched}
    return found & set(keys)
