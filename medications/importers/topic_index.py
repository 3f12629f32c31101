"""What is known of all topics of a run before the first is written: their addresses, names and groups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from medications.identifiers import CodeSystem
from medications.importers.clean import plain_text
from medications.importers.directory import Directory
from medications.importers.facts import MOST_ALIAS, MOST_DEFINITION, AliasFact, EntityFacts, valid_codes
from medications.importers.medlineplus import read_topics
from medications.importers.records import BadRecord, TopicRecord
from medications.importers.rich_text import first_paragraph, leading_sentences, link_key, split_at_headings
from medications.importers.sources import SourceError, open_source
from medications.models import AliasKind, Condition, Entity, MedicineClass

BODY_AREAS = frozenset({
    "Blood, Heart and Circulation", "Bones, Joints and Muscles", "Brain and Nerves", "Digestive System",
    "Ear, Nose and Throat", "Endocrine System", "Eyes and Vision", "Female Reproductive System", "Immune System",
    "Kidneys and Urinary System", "Lungs and Breathing", "Male Reproductive System", "Mouth and Teeth",
    "Skin, Hair and Nails",
})  # fmt: skip
# Whom a topic concerns says less about it than what it is about.
AUDIENCES = frozenset({"Children and Teenagers", "Men", "Women", "Older Adults", "Population Groups"})
DRUG_THERAPY = "Drug Therapy"
# Headings of MeSH for groups of substances, in a topic about treatment with medicines.
_SUBSTANCES = re.compile(r"(Agents|Inhibitors|Analgesics(, .+)?|Anticoagulants|Glucocorticoids)$")


@dataclass(frozen=True, slots=True)
class _Topic:
    title: str
    definition: str
    aliases: tuple[tuple[str, str], ...]
    mesh: tuple[str, ...]
    is_class: bool
    body_area: str


class TopicIndex:
    """The topics of a run by address; some 500 bytes each."""

    def __init__(self) -> None:
        self._topics: dict[str, _Topic] = {}
        self._names: Counter[str] = Counter()

    def __contains__(self, key: str) -> bool:
        return key in self._topics

    def read(self, paths: Iterable[Path]) -> None:
        """Take in all topics that can be read. What can't be is reported when it is read for import."""
        for path in paths:
            with suppress(SourceError), open_source(path) as source:
                for record in read_topics(source):
                    if not isinstance(record, BadRecord):
                        self._add(record)

    def category(self, record: TopicRecord) -> str:
        """The group that says best what the topic is about; the topic must have one."""
        labels = [group.label for group in record.groups]
        return next((label for label in labels if label not in AUDIENCES), labels[0])

    def facts(self, key: str, directory: Directory) -> EntityFacts:
        """The entry that a topic is about; names that also mean something else are marked ambiguous."""
        topic = self._topics[key]
        model: type[Entity] = MedicineClass if topic.is_class else Condition
        entity_id = directory.find(model.KIND, topic.title)
        aliases = tuple(
            AliasFact(
                text,
                kind,
                ambiguous=self._names[text.casefold()] > 1 or directory.means_another(text, entity_id),
            )
            for text, kind in topic.aliases
        )
        return EntityFacts(
            model=model,
            name=topic.title,
            short_definition=topic.definition,
            fields=() if topic.is_class else (("body_area", topic.body_area),),
            aliases=aliases,
            identifiers=valid_codes(CodeSystem.MESH, topic.mesh),
            exact=True,
        )

    def _add(self, record: TopicRecord) -> None:
        labels = [group.label for group in record.groups]
        aliases = _aliases(record)
        self._names.update({record.title.casefold(), *(text.casefold() for text, _ in aliases)})
        self._topics[link_key(record.url)] = _Topic(
            title=record.title,
            definition=short_definition(record),
            aliases=aliases,
            mesh=tuple(heading.id for heading in record.mesh if heading.id),
            is_class=DRUG_THERAPY in labels
            and any(_SUBSTANCES.search(heading.label) for heading in record.mesh),
            body_area=", ".join(label.replace(", ", "/") for label in labels if label in BODY_AREAS)[:100],
        )


def short_definition(record: TopicRecord) -> str:
    """What the topic is, in at most 300 characters."""
    text = record.meta_desc or opening(record)
    return leading_sentences(text or record.title, MOST_DEFINITION)


def opening(record: TopicRecord) -> str:
    """The first paragraph as plain text, wherever it stands."""
    for part in split_at_headings(record.full_summary_html):
        paragraph, _ = first_paragraph(part.html)
        if paragraph:
            return plain_text(paragraph)
    return plain_text(record.full_summary_html)


def _aliases(record: TopicRecord) -> tuple[tuple[str, str], ...]:
    named = [(text, AliasKind.ALSO_CALLED.value) for text in record.also_called]
    named += [(text, AliasKind.SEE_REFERENCE.value) for text in record.see_references]
    distinct: dict[str, tuple[str, str]] = {}
    for text, kind in named:
        if text.casefold() != record.title.casefold() and len(text) <= MOST_ALIAS:
            distinct.setdefault(text.casefold(), (text, kind))
    return tuple(distinct.values())
