"""The collection of a hub: pages with its topic, gathered by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet
from wagtail.models import Page

from cms.core.visibility import public_pages
from medications.keys import topic_key

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext
    from medications.models.hubs import TopicHubPage


class Collection(NamedTuple):
    """``page_ids`` in the order shown, at most the hub's limit; ``total`` of all that could be shown."""

    page_ids: list[int]
    total: int


def represent(hub: TopicHubPage, context: RenderContext) -> dict[str, Any]:
    """A ``CollectionValue``."""
    found = context.once(("collection", hub.pk), lambda: gather(hub, context))
    return {"total": found.total, "cards": context.cards(found.page_ids)}


def gather(hub: TopicHubPage, context: RenderContext) -> Collection:
    """Pinned pages in their order, then pages with the hub's topic, newest first; never the hub itself.

    A pinned page a reader may not see is left out, and comes by itself when it is published.
    """
    pinned = [row.target_id for row in hub.collection_pins.all()]
    shown_pins = [page.pk for page in context.public_pages_in_order(pinned)]
    if not hub.gather_automatically or hub.subject_id is None:
        return Collection(shown_pins[: hub.gather_limit], len(shown_pins))
    context.watch(topic_key(hub.subject_id))
    others = _with_topic(hub, context).exclude(pk__in=shown_pins)
    newest = others.order_by("-first_published_at", "-pk").values_list("pk", flat=True)
    room = max(hub.gather_limit - len(shown_pins), 0)
    counted = context.count(others)
    return Collection([*shown_pins, *newest[:room]][: hub.gather_limit], len(shown_pins) + counted)


def _with_topic(hub: TopicHubPage, context: RenderContext) -> QuerySet[Page]:
    excluded = [row.target_id for row in hub.collection_exclusions.all()]
    return (
        public_pages(now=context.now, site=context.site)
        .type(*_gathered_types(hub))
        .filter(page_topics__entity_id=hub.subject_id)
        .exclude(pk__in=[hub.pk, *excluded])
    )


def _gathered_types(hub: TopicHubPage) -> list[type[Page]]:
    from medications.models import ArticlePage, DrugPage, HowToGuidePage

    wanted = {
        DrugPage: hub.gather_drug_pages,
        HowToGuidePage: hub.gather_guides,
        ArticlePage: hub.gather_articles,
    }
    return [page_type for page_type, chosen in wanted.items() if chosen]
