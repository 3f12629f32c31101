"""The rows that entities are represented from, read for many entities at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from cms.core.keys import Key
from cms.core.visibility import public_pages
from medications import selectors
from medications.keys import entity_key
from medications.models import (
    ArticlePage,
    ComparisonSubject,
    Condition,
    DrugPage,
    EntityKind,
    Interaction,
    MedicineClass,
    Partnership,
    TopicHubPage,
)

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

# Pages about an entity, in the order in which they are named.
PAGE_TYPES = tuple(page_type.type_name() for page_type in (DrugPage, TopicHubPage, ArticlePage))

LOADED: dict[str, Callable[[list[int]], Iterable[Any]]] = {
    EntityKind.MEDICINE: lambda ids: selectors.medicines_with_facts(ids).prefetch_related("component_of"),
    EntityKind.MEDICINE_CLASS: lambda ids: MedicineClass.objects.filter(pk__in=ids).prefetch_related(
        "aliases", "identifiers", "children", "member_rows", "treatments"
    ),
    EntityKind.CONDITION: lambda ids: Condition.objects.filter(pk__in=ids).prefetch_related(
        "aliases", "identifiers", "treated_by"
    ),
}


@dataclass(frozen=True)
class AboutPage:
    """A public page about an entity."""

    id: int
    type: str
    path: str
    title: str


@dataclass
class Beside:
    """What is said of an entity by rows that others share. What stands on their other side may be hidden."""

    entity_id: int
    interactions: list[Interaction] = field(default_factory=list)
    partnerships: list[Partnership] = field(default_factory=list)
    pages: list[AboutPage] = field(default_factory=list)

    def other_side(self, row: Interaction | Partnership) -> int:
        return row.other_id if row.entity_id == self.entity_id else row.entity_id

    def shown_keys(self) -> Iterator[Key]:
        """What the rows show."""
        for row in (*self.interactions, *self.partnerships):
            yield entity_key(self.other_side(row))
            if row.source_id is not None:
                yield Key("source", row.source_id)
        yield from (entity_key(row.condition_id) for row in self.partnerships if row.condition_id is not None)


def beside(entity_ids: Collection[int], context: RenderContext) -> dict[int, Beside]:
    """By entity. Four queries at most."""
    found = {entity_id: Beside(entity_id) for entity_id in entity_ids}
    either = Q(entity_id__in=entity_ids) | Q(other_id__in=entity_ids)
    for interaction in Interaction.objects.filter(either).order_by("pk"):
        for side in {interaction.entity_id, interaction.other_id} & found.keys():
            found[side].interactions.append(interaction)
    for partnership in Partnership.objects.filter(either).order_by("pk"):
        for side in {partnership.entity_id, partnership.other_id} & found.keys():
            found[side].partnerships.append(partnership)
    for entity_id, page in _pages_about(entity_ids, context):
        found[entity_id].pages.append(page)
    for each in found.values():
        each.interactions.sort(key=lambda row: selectors.SEVERITY_ORDER.index(row.severity))
    return found


def _pages_about(entity_ids: Collection[int], context: RenderContext) -> Iterator[tuple[int, AboutPage]]:
    """Each entity with each public page about it, in the order in which they are named."""
    drugs = DrugPage.objects.filter(medicine_id__in=entity_ids).values_list("pk", "medicine_id")
    hubs = TopicHubPage.objects.filter(subject_id__in=entity_ids).values_list("pk", "subject_id")
    compared = ComparisonSubject.objects.filter(entity_id__in=entity_ids).values_list(
        "article_id", "entity_id"
    )
    about = list(drugs.order_by().union(hubs.order_by(), compared.order_by(), all=True))
    # Found first, and asked about by number, as in ``selectors.pages_about``.
    public = public_pages(now=context.now, site=context.site).filter(pk__in={page_id for page_id, _ in about})
    pages = {
        pk: AboutPage(pk, _type_name(app_label, model), context.path_at(url_path), title)
        for pk, app_label, model, url_path, title in public.order_by("first_published_at", "pk").values_list(
            "pk", "content_type__app_label", "content_type__model", "url_path", "title"
        )
    }
    subjects: dict[int, list[int]] = {}
    for page_id, entity_id in about:
        subjects.setdefault(page_id, []).append(entity_id)
    # The oldest of each type first: it is the one whose path references name.
    for page in sorted(pages.values(), key=lambda page: PAGE_TYPES.index(page.type)):
        yield from ((entity_id, page) for entity_id in subjects[page.id])


def _type_name(app_label: str, model: str) -> str:
    page_type: Any = apps.get_model(app_label, model)
    return str(page_type.type_name())
