"""Medical pages as their neighbours are found by: asked of the live rows, for many pages at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic_core import from_json

from cms.core.moment import database_now
from cms.core.visibility import public_snippets
from cms.editions.models import Edition, SearchDocument
from cms.related.description import Choices, Description
from medications.models import (
    ArticlePage,
    ComparisonSubject,
    DrugPage,
    Entity,
    EntityMention,
    HowToGuidePage,
    MentionSource,
    TopicHubPage,
)
from medications.models.guides import GuideMedicine
from medications.models.hubs import HubAlias
from medications.models.page_parts import PageTopic, RelatedExclusion, RelatedPin, TopicWeight
from medications.relating import taxonomy
from medications.relating.marks import About, marks_of
from medications.relating.texts import text_of
from medications.selectors import shown_names

TYPES = (TopicHubPage, DrugPage, HowToGuidePage, ArticlePage)


@dataclass
class Facts:
    """What is known of one page; entries by number, the most important first."""

    subjects: list[int] = field(default_factory=list)
    primary: list[int] = field(default_factory=list)
    secondary: list[int] = field(default_factory=list)
    linked: Counter[int] = field(default_factory=Counter)
    said: Counter[int] = field(default_factory=Counter)
    names: list[str] = field(default_factory=list)
    category: int | None = None

    def about(self) -> list[int]:
        """What it is about; a page that does not say so is about its main topics."""
        return self.subjects or self.primary

    def entries(self) -> set[int]:
        return {*self.subjects, *self.primary, *self.secondary, *self.linked, *self.said}


def describe(page_ids: Sequence[int]) -> dict[int, Description]:
    """Those that have words readers can find. A constant number of queries."""
    pages = {page_id: Facts() for page_id in page_ids}
    _add_columns(pages)
    _add_rows(pages)
    _add_mentions(pages)
    return described(pages, _words(page_ids), database_now())


def _words(page_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Titles and texts. Three queries."""
    documents = SearchDocument.objects.filter(pk__in=page_ids).values_list("page_id", "title", "text")
    found = {page_id: (title, text) for page_id, title, text in documents}
    drugs = DrugPage.objects.filter(pk__in=list(found)).values("pk")
    editions = Edition.objects.filter(page_id__in=drugs, valid_to__isnull=True)
    for page_id, content in editions.values_list("page_id", "content"):
        found[page_id] = (found[page_id][0], text_of(DrugPage, from_json(content)))
    return found


def described(
    pages: Mapping[int, Facts], words: Mapping[int, tuple[str, str]], now: datetime
) -> dict[int, Description]:
    """``words``: the titles and texts of those of ``pages`` that have any, by page id. A constant number of queries."""
    public = _public({entity_id for page in pages.values() for entity_id in page.entries()}, now)
    steps = taxonomy.steps_from({entity for page in pages.values() for entity in page.about()} & public)
    names = shown_names(steps.keys())
    return {
        page_id: _description(pages[page_id], title, text, public, steps, names)
        for page_id, (title, text) in words.items()
    }


def _description(
    page: Facts,
    title: str,
    text: str,
    public: Collection[int],
    steps: dict[int, dict[str, int]],
    names: dict[int, list[str]],
) -> Description:
    about = [entity_id for entity_id in page.about() if entity_id in public]
    broader: dict[str, int] = {}
    for entity_id in about:
        for name, up in steps[entity_id].items():
            broader[name] = min(up, broader.get(name, up))
    marks = marks_of(
        About(
            subjects=_texts(page.subjects, public),
            primary_topics=_texts(page.primary, public),
            secondary_topics=_texts(page.secondary, public),
            linked={str(pk): count for pk, count in page.linked.items() if pk in public},
            said={str(pk): count for pk, count in page.said.items() if pk in public},
            steps=broader,
            categories=[str(page.category)] if page.category is not None else [],
        )
    )
    named = [name for entity_id in about for name in names.get(entity_id, [])]
    return Description(title=title, text=text, names=(*named, *page.names), marks=marks)


def _texts(entity_ids: Sequence[int], public: Collection[int]) -> list[str]:
    return [str(entity_id) for entity_id in entity_ids if entity_id in public]


def _public(entity_ids: Collection[int], now: datetime) -> set[int]:
    found = public_snippets(Entity, now=now).filter(pk__in=entity_ids)
    return set(found.values_list("pk", flat=True))


def _add_columns(pages: dict[int, Facts]) -> None:
    for model, subject in (
        (TopicHubPage, "subject_id"),
        (DrugPage, "medicine_id"),
        (HowToGuidePage, None),
        (ArticlePage, None),
    ):
        columns = ("pk", "category_id", *([subject] if subject else []))
        for pk, category, *entries in model.objects.filter(pk__in=list(pages)).values_list(*columns):
            pages[pk].category = category
            pages[pk].subjects += [entity_id for entity_id in entries if entity_id is not None]


def _add_rows(pages: dict[int, Facts]) -> None:
    subjects = (
        GuideMedicine.objects.order_by("sort_order").values_list("guide_id", "medicine_id"),
        ComparisonSubject.objects.order_by("sort_order").values_list("article_id", "entity_id"),
    )
    for rows, owner in zip(subjects, ("guide_id__in", "article_id__in"), strict=True):
        for page_id, entity_id in rows.filter(**{owner: list(pages)}):
            pages[page_id].subjects.append(entity_id)
    topics = PageTopic.objects.filter(page_id__in=list(pages)).order_by("sort_order")
    for page_id, entity_id, weight in topics.values_list("page_id", "entity_id", "weight"):
        page = pages[page_id]
        (page.primary if weight == TopicWeight.PRIMARY else page.secondary).append(entity_id)
    for page_id, text in HubAlias.objects.filter(hub_id__in=list(pages)).values_list("hub_id", "text"):
        pages[page_id].names.append(text)


def _add_mentions(pages: dict[int, Facts]) -> None:
    rows = EntityMention.objects.filter(page_id__in=list(pages))
    for page_id, entity_id, source, count in rows.values_list("page_id", "entity_id", "source", "count"):
        page = pages[page_id]
        (page.linked if source == MentionSource.INLINE else page.said)[entity_id] += count


def choices(page_ids: Sequence[int]) -> dict[int, Choices]:
    """What editors have decided for the live pages."""
    pins: dict[int, list[int]] = {page_id: [] for page_id in page_ids}
    for page_id, target in (
        RelatedPin.objects.filter(page_id__in=page_ids)
        .order_by("sort_order", "pk")
        .values_list("page_id", "target_id")
    ):
        pins[page_id].append(target)
    excluded: dict[int, set[int]] = {page_id: set() for page_id in page_ids}
    for page_id, target in RelatedExclusion.objects.filter(page_id__in=page_ids).values_list(
        "page_id", "target_id"
    ):
        excluded[page_id].add(target)
    limits = {
        page_id: model.related_of_own_type
        for model in TYPES
        for page_id in model.objects.filter(pk__in=page_ids).values_list("pk", flat=True)
    }
    return {
        page_id: Choices(tuple(pins[page_id]), frozenset(excluded[page_id]), limits.get(page_id))
        for page_id in page_ids
    }
