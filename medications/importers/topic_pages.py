"""A MedlinePlus topic as a topic hub."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from medications.importers.clean import plain_text
from medications.importers.pages import PageContent
from medications.importers.records import TopicRecord
from medications.importers.rich_text import (
    Block,
    BlockIds,
    Part,
    distinct_headings,
    first_paragraph,
    leading_sentences,
    link_key,
    split_at_headings,
    with_mentions,
)
from medications.importers.topic_index import opening, short_definition
from medications.models import SourceNature
from medications.models.hubs import DEFINITION_LIMIT

SOURCE = "MedlinePlus, National Library of Medicine"
ABOUT_HEADING = "About this text"
_ASPECTS = (
    (r"\bpregnan|breastfeed", "PregnancyHealthAspect"),
    (r"\bprevent|reduce (my|the|your) risk|protect", "PreventionHealthAspect"),
    (r"\bsymptom|\bsigns\b", "SymptomsHealthAspect"),
    (r"\b(treat|treated|treatments?|therap)", "TreatmentsHealthAspect"),
    (r"\bcauses?\b", "CausesHealthAspect"),
    (r"\brisk|\bcomplications?\b|other problems|more likely", "RisksOrComplicationsHealthAspect"),
    (r"side effects", "SideEffectsHealthAspect"),
    (r"\btypes\b|different kinds", "TypesHealthAspect"),
    (r"\bliv(e|ing) with|cope|manage\b", "LivingWithHealthAspect"),
    (r"when (should|do) i .*(doctor|provider|help|care)", "SeeDoctorHealthAspect"),
    (r"^how do(es)? .* work", "HowItWorksHealthAspect"),
    (r"^what (is|are)\b", "OverviewHealthAspect"),
)


def topic_page(
    record: TopicRecord, *, subject_id: int, mentions: Mapping[str, int], category_id: int | None, digest: str
) -> PageContent:
    """The hub of a topic. ``mentions``: entry ids by the address of the topics its text links to."""
    text = with_mentions(record.full_summary_html, mentions, own=link_key(record.url))
    definition, text = _definition(record, text)
    return PageContent(
        title=record.title,
        slug=record.title,
        fields={
            "subject_id": subject_id,
            "summary": short_definition(record),
            "search_description": short_definition(record),
            "definition": definition,
            "category_id": category_id,
            "body": list(_body(record, text)),
            "import_source": SOURCE,
            "import_url": record.url,
            "import_id": record.external_id,
            "import_digest": digest,
            "import_version": f"Topic of {record.date_created:%d %B %Y}" if record.date_created else "",
            "import_nature": SourceNature.PATIENT,
        },
    )


def _definition(record: TopicRecord, text: str) -> tuple[str, str]:
    """The definition, and the text without it: an opening paragraph that is short enough is the definition."""
    paragraph, rest = first_paragraph(text)
    if paragraph and rest and len(plain_text(paragraph)) <= DEFINITION_LIMIT:
        return f"<p>{paragraph}</p>", rest
    short = leading_sentences(opening(record) or short_definition(record), DEFINITION_LIMIT)
    return f"<p>{html.escape(short, quote=False)}</p>", text


def _body(record: TopicRecord, text: str) -> Iterator[Block]:
    ids = BlockIds(record.external_id)
    parts = split_at_headings(text)
    if parts and not parts[0].heading:
        yield ids.block("paragraph", parts.pop(0).html, "opening")
    parts.append(Part(ABOUT_HEADING, _about(record)))
    for part, heading in zip(parts, distinct_headings(part.heading for part in parts), strict=True):
        content = [ids.block("paragraph", part.html, f"{heading}/text")]
        value: dict[str, Any] = {
            "heading": heading,
            "health_aspect": health_aspect(heading),
            "content": content,
        }
        yield ids.block("section", value, heading)


def health_aspect(heading: str) -> str:
    """The aspect of health that a heading of MedlinePlus asks about, or ""."""
    lowered = heading.lower()
    return next((aspect for pattern, aspect in _ASPECTS if re.search(pattern, lowered)), "")


def _about(record: TopicRecord) -> str:
    link = f'<a href="{html.escape(record.url)}">{html.escape(record.title, quote=False)}</a>'
    authors = list(dict.fromkeys(record.attributions)) or (
        [record.primary_institute] if record.primary_institute else []
    )
    written = (
        f" It rests on information of: {html.escape('; '.join(authors), quote=False)}." if authors else ""
    )
    return (
        f"<p>This text comes from the topic {link} of MedlinePlus, a service of the National Library of Medicine."
        f"{written} MedlinePlus does not endorse this site.</p>"
    )
