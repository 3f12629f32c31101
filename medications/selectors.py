"""Reads across entities and pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from cms.core.visibility import public_pages
from medications.models import (
    Alias,
    DrugPage,
    Entity,
    Medicine,
    TopicHubPage,
)
from medications.models import Interaction as InteractionRow
from medications.models.entities import NEVER_SHOWN

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

SEVERITY_ORDER = ("severe", "moderate", "mild", "unknown")


@dataclass(frozen=True)
class Interaction:
    """One interaction as seen from ``entity_id``, whichever of the two it is kept with."""

    entity_id: int
    other_id: int
    severity: str
    evidence: str
    effect: str
    action: str
    source_id: int | None


def interactions_of(entity_ids: Collection[int], context: RenderContext) -> list[Interaction]:
    """Interactions of each of ``entity_ids`` with anything readers may see, severe first.

    A pair of which both sides are asked for comes once, from the side it is kept with. What interacts and is not
    public yet is watched: an interaction must appear as soon as the other side does.
    """
    wanted = set(entity_ids)
    rows = InteractionRow.objects.filter(Q(entity_id__in=wanted) | Q(other_id__in=wanted)).order_by("pk")
    found = [_seen_from(row, wanted) for row in rows]
    sides = {pk for row in found for pk in (row.entity_id, row.other_id)}
    public = {entity.pk for entity in context.public_objects_in_order("entity", sorted(sides))}
    shown = [row for row in found if {row.entity_id, row.other_id} <= public]
    return sorted(shown, key=lambda row: SEVERITY_ORDER.index(row.severity))


def _seen_from(row: InteractionRow, wanted: set[int]) -> Interaction:
    here, there = (row.entity_id, row.other_id) if row.entity_id in wanted else (row.other_id, row.entity_id)
    return Interaction(here, there, row.severity, row.evidence, row.effect, row.action, row.source_id)


def pages_about(entity_ids: Iterable[int], context: RenderContext) -> dict[int, tuple[int, str]]:
    """For each entity with a public page about it, that page's id and path: its drug page, else its hub.

    At most two queries however many entities there are. Where several pages are about one entity, the oldest counts.
    """
    ids = list(entity_ids)
    hubs = TopicHubPage.objects.filter(subject_id__in=ids).values_list("pk", "subject_id")
    drugs = DrugPage.objects.filter(medicine_id__in=ids).values_list("pk", "medicine_id")
    # Found first, and asked about by number: a planner that knows little of the tables may look at every page else.
    about = dict(hubs.order_by().union(drugs.order_by(), all=True))
    pages = public_pages(now=context.now, site=context.site).filter(pk__in=about)
    rows = pages.annotate(is_drug_page=Exists(DrugPage.objects.filter(pk=OuterRef("pk"))))
    in_order = rows.order_by("is_drug_page", "-first_published_at", "-pk").values_list("pk", "url_path")
    # The last one counts.
    return {about[pk]: (pk, context.path_at(url_path)) for pk, url_path in in_order}


def pages_mentioning(entity: Entity) -> QuerySet[Page]:
    """Pages whose live version speaks of ``entity``, by a link, its name or an alias; most recently published first."""
    return (
        Page.objects.filter(entity_mentions__entity=entity, live=True)
        .distinct()
        .order_by("-last_published_at", "-pk")
    )


def shown_aliases(entity_ids: Sequence[int]) -> list[str]:
    """Names readers may be shown for these entities besides their own, in the editors' order."""
    rows = Alias.objects.filter(entity_id__in=entity_ids, display=True).exclude(kind__in=NEVER_SHOWN)
    return list(dict.fromkeys(rows.order_by("entity_id", "sort_order").values_list("text", flat=True)))


def shown_aliases_by_entity(entity_ids: Sequence[int]) -> dict[int, list[str]]:
    """The same by entity; those that have none are not in it."""
    rows = Alias.objects.filter(entity_id__in=entity_ids, display=True).exclude(kind__in=NEVER_SHOWN)
    found: dict[int, list[str]] = {}
    for entity_id, text in rows.order_by("entity_id", "sort_order").values_list("entity_id", "text"):
        found.setdefault(entity_id, []).append(text)
    return found


def shown_names(entity_ids: Collection[int]) -> dict[int, list[str]]:
    """The name of each entity, then its names that readers may be shown."""
    named = dict(Entity.objects.filter(pk__in=entity_ids).values_list("pk", "name"))
    aliases = shown_aliases_by_entity(list(entity_ids))
    return {entity_id: [name, *aliases.get(entity_id, [])] for entity_id, name in named.items()}


def all_names(entity_ids: Sequence[int]) -> list[str]:
    """Every name and alias of these entities, misspellings too: for search, never for display."""
    names = Entity.objects.filter(pk__in=entity_ids).values_list("name", flat=True)
    aliases = Alias.objects.filter(entity_id__in=entity_ids).values_list("text", flat=True)
    return [*names, *aliases]


def medicine_with_facts(medicine_id: int) -> Medicine:
    """The medicine with the rows its facts are made of. Raises ``Medicine.DoesNotExist``."""
    return medicines_with_facts([medicine_id]).get()


def medicines_with_facts(medicine_ids: Collection[int]) -> QuerySet[Medicine]:
    """Several of them; a query for each kind of row."""
    return Medicine.objects.filter(pk__in=medicine_ids).prefetch_related(
        "aliases", "identifiers", "components", "memberships", "treatments", "brands"
    )
