"""The pages that go with one, as readers get them. Which of them readers may see is asked as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from cms.core.keys import page_key
from cms.core.rendering.context import RenderContext
from cms.core.visibility import public_pages
from cms.related import describing, description, selectors, weights
from cms.related.description import Choices
from cms.related.keys import related_key
from cms.related.ranking import Entry

PINNED = "Chosen by the editors"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that goes with another. ``reasons``: numbers of features; a pinned page needs none."""

    page_id: int
    is_pinned: bool = False
    reasons: tuple[int, ...] = ()


def cards(page_id: int | None, choices: Choices, context: RenderContext) -> list[dict[str, Any]]:
    """A ``RelatedCard`` for each of the first pages, as a page's edition has them."""
    found = in_order(page_id, choices, context) if page_id is not None else []
    return cards_of(found[: room_for(choices)], context)


def room_for(choices: Choices) -> int:
    """How many cards there are in a page's edition, at most."""
    return max(weights.SHOWN, len(choices.pins))


def of_page(page: Page, context: RenderContext) -> list[Shown]:
    """All that go with a live page, as its editors have decided; none where no source knows its type."""
    source = description.source_of(describing.type_name(page.content_type_id))
    if source is None:
        return []
    return in_order(page.pk, source.choices([page.pk])[page.pk], context)


def in_order(page_id: int, choices: Choices, context: RenderContext) -> list[Shown]:
    """Pins in the editor's order, then the nearest in a mixture by type; all of them public. Three queries.

    A pin that a reader may not see is watched, and comes by itself when it is published.
    """
    context.watch(related_key(page_id))
    for pin in choices.pins:
        context.watch(page_key(pin))
    shelves = selectors.shelves_of([page_id]).get(page_id)
    return chosen(page_id, shelves.rows() if shelves is not None else {}, choices, context)


def chosen(
    page_id: int, found: Mapping[int, tuple[bool, Entry]], choices: Choices, context: RenderContext
) -> list[Shown]:
    """``found``: the nearest pages, with whether they are of the same type. One query."""
    left_out = {page_id, *choices.pins, *choices.exclusions}
    wanted = [pk for pk in (*choices.pins, *found) if pk not in left_out or pk in choices.pins]
    public = set(
        public_pages(now=context.now, site=context.site).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    pins = [Shown(pk, is_pinned=True) for pk in dict.fromkeys(choices.pins) if pk in public and pk != page_id]
    entries = [(is_same, entry) for pk, (is_same, entry) in found.items() if pk in public - left_out]
    return [*pins, *_mixed(entries, room=max(weights.SHOWN - len(pins), 0), own_type=choices.own_type)]


def _mixed(entries: Iterable[tuple[bool, Entry]], *, room: int, own_type: int | None) -> list[Shown]:
    """By rank; where ``own_type`` says so, the first ``room`` are of other types first, and few of the page's own."""
    ordered = sorted(entries, key=lambda pair: pair[1].rank, reverse=True)
    if own_type is not None:
        own = [pair for pair in ordered if pair[0]]
        others = [pair for pair in ordered if not pair[0]]
        few = own[:own_type]
        first = [*others[: room - len(few) if room > len(few) else 0], *few]
        ordered = [*first, *(pair for pair in ordered if pair not in first)]
    return [Shown(entry.rank.page_id, reasons=selectors.reasons_in(entry.reasons)) for _, entry in ordered]


def cards_of(found: Sequence[Shown], context: RenderContext) -> list[dict[str, Any]]:
    """A ``RelatedCard`` for each."""
    reasons = in_words(found, context)
    made = context.cards([shown.page_id for shown in found])
    return [{**card, "reasons": reasons[card["id"]]} for card in made]


def in_words(found: Sequence[Shown], context: RenderContext) -> dict[int, list[str]]:
    """Why each of them is there."""
    names = selectors.names_of({feature for shown in found for feature in shown.reasons})
    sources = description.sources()
    for source in sources:
        source.preload(list(names.values()), context)
    words: dict[int, list[str]] = {}
    for shown in found:
        features = [names[feature] for feature in shown.reasons if feature in names]
        said = [text for source in sources for text in source.in_words(features, context)]
        words[shown.page_id] = [PINNED] if shown.is_pinned else said
    return words
