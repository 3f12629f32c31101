"""What to look at again before readers see a page or an entry. Nothing here stops a publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, Q

from cms.core.blocks.rules import plain_text
from cms.core.blocks.walk import Placed, walk
from cms.core.problems import Problem
from cms.core.sites import site_of
from medications.blocks.care_card import CareCardBlock
from medications.blocks.contacts import emergency_contacts
from medications.blocks.dose_notation import error_prone
from medications.blocks.interactions import InteractionsBlock
from medications.blocks.overdose import OverdoseBlock

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext
    from medications.models.content import ContentPage


def misread_advice(instance: Model, fields: Iterable[str]) -> Iterator[Problem]:
    """On doses in ``fields`` that are known to be misread."""
    for field in fields:
        for message in error_prone(plain_text(getattr(instance, field))):
            yield Problem(message, field)


def outdated_source_advice(rows: Iterable[tuple[str, int | None]]) -> Iterator[Problem]:
    """On sources that were withdrawn or superseded. ``rows``: the field and the id of each source; one query."""
    cited = [(field, source_id) for field, source_id in rows if source_id is not None]
    if not cited:
        return
    sources = apps.get_model("medications", "Source")._default_manager.select_related("superseded_by")
    outdated = sources.filter(
        Q(retracted=True) | Q(superseded_by__isnull=False), pk__in={pk for _, pk in cited}
    )
    remarks = {source.pk: source.why_outdated() for source in outdated}
    for field, source_id in dict.fromkeys(cited):
        if source_id in remarks:
            yield Problem(remarks[source_id], field)


def reading_advice(page: ContentPage, body: Any, now: datetime) -> Iterator[Problem]:
    """On blocks of ``body`` that come out differently from what their author may think, read at ``now``."""
    from cms.core.rendering.context import RenderContext

    site = site_of(page) if page.pk is not None else None
    if site is None:
        return
    context = RenderContext(site=site, now=now, api_base_url="")
    context.page = page
    places = list(walk(body.stream_block, body))
    yield from _silent_interactions(places, context)
    yield from _missing_numbers(places, context)


def _silent_interactions(places: Iterable[Placed], context: RenderContext) -> Iterator[Problem]:
    for place in places:
        if isinstance(place.block, InteractionsBlock):
            shown = place.block.represent(place.value, context)
            if not shown["rows"]:
                yield Problem(
                    "No interaction is recorded, so readers get an empty list, which looks like “none are known”. "
                    "Record them with the medicine, write a row, or delete the block.",
                    "body",
                    place.trail,
                    place.path,
                )


def _missing_numbers(places: Iterable[Placed], context: RenderContext) -> Iterator[Problem]:
    for place in places:
        numbers = _numbers_of(place)
        if numbers and not any(emergency_contacts(context)[number] for number in numbers):
            names = " or ".join(number.replace("_", " ") for number in numbers)
            yield Problem(
                f"Readers are told to call, and no {names} is set. It belongs into Settings → Site profile.",
                "body",
                place.trail,
                place.path,
            )


def _numbers_of(place: Placed) -> tuple[str, ...]:
    """The numbers of which a block needs one: not every country has a poisons centre to call."""
    if isinstance(place.block, OverdoseBlock):
        return ("emergency_number", "poison_line")
    is_emergency = isinstance(place.block, CareCardBlock) and place.value["urgency"] == "emergency"
    return ("emergency_number",) if is_emergency else ()
