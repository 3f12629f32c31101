"""A page that is not published as it stands, told to the engine as a live one would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cms.related.description import Description
from medications.mentions.services import find_mentions, known_names
from medications.models import MentionSource
from medications.models.page_parts import TopicWeight
from medications.relating.pages import Facts, described
from medications.relating.texts import text_of

if TYPE_CHECKING:
    from cms.core.models import BasePage
    from cms.core.rendering.context import RenderContext

_ONE_SUBJECT = ("subject_id", "medicine_id")
_SUBJECTS = (("guide_medicines", "medicine_id"), ("compared", "entity_id"))


def describe(page: BasePage, content: Mapping[str, Any], context: RenderContext) -> Description:
    """``content``: its JSON."""
    facts = _facts(page)
    for (entity_id, source), count in find_mentions(page, known_names(now=context.now)).items():
        found = facts.linked if source == MentionSource.INLINE else facts.said
        found[entity_id] += count
    words = {page.pk: (page.title, text_of(type(page), content))}
    return described({page.pk: facts}, words, context.now)[page.pk]


def _facts(draft: Any) -> Facts:
    """What a page of any type says of itself, in its columns and rows."""
    one = [getattr(draft, name, None) for name in _ONE_SUBJECT]
    several = [
        getattr(row, name)
        for relation, name in _SUBJECTS
        if hasattr(draft, relation)
        for row in getattr(draft, relation).all()
    ]
    topics = list(draft.page_topics.all())
    aliases = draft.extra_aliases.all() if hasattr(draft, "extra_aliases") else ()
    return Facts(
        subjects=[entity_id for entity_id in (*one, *several) if entity_id is not None],
        primary=[row.entity_id for row in topics if row.weight == TopicWeight.PRIMARY],
        secondary=[row.entity_id for row in topics if row.weight != TopicWeight.PRIMARY],
        names=[row.text for row in aliases],
        category=draft.category_id,
    )
