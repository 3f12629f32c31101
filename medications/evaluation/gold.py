"""MedlinePlus topics as pages to be related, and what their editors chose: labels only, never part of a description."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from cms.related import weights
from cms.related.description import Description
from medications.importers.clean import plain_text
from medications.importers.medlineplus import read_topics
from medications.importers.records import BadRecord, TopicRecord
from medications.importers.rich_text import link_key, with_mentions
from medications.importers.sources import open_source
from medications.mentions.scan import Name, Names, scan_mentions
from medications.mentions.text import text_in
from medications.models import MentionSource
from medications.relating.marks import MESH, About, marks_of
from medications.taxonomy import steps_up

Split = Literal["train", "test", "all"]
SPLITS: tuple[Split, ...] = ("train", "test", "all")


@dataclass(frozen=True, slots=True)
class Topic:
    """``related``: ids of the topics its editors chose, of those in the file; empty where they chose none."""

    id: str
    description: Description
    tags: frozenset[str]
    created: date
    related: frozenset[str]

    @property
    def split(self) -> Split:
        """Which half it belongs to, by its id alone: the same whatever else stands in the file."""
        return "train" if hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0 else "test"


def read_gold(path: Path) -> list[Topic]:
    """All topics of a file, in its order. Raises ``SourceError`` where it can't be read."""
    records = _records(path)
    numbers = {link_key(record.url): number for number, record in enumerate(records)}
    names = _names(records)
    known = {record.external_id for record in records}
    return [_topic(number, record, numbers, names, known) for number, record in enumerate(records)]


def names_of(path: Path) -> Names:
    """Of the topics of a file, by their places in it."""
    return _names(_records(path))


def _records(path: Path) -> list[TopicRecord]:
    with open_source(path) as source:
        return [record for record in read_topics(source) if not isinstance(record, BadRecord)]


def _names(records: Sequence[TopicRecord]) -> Names:
    """Titles and other names, but for those that mean several topics: as an import makes entries of them."""
    texts = [{record.title, *record.also_called, *record.see_references} for record in records]
    meanings = Counter(text.casefold() for found in texts for text in found)
    return Names(
        Name(number, text, MentionSource.WORD)
        for number, found in enumerate(texts)
        for text in sorted(found)
        if meanings[text.casefold()] == 1
    )


def _topic(number: int, record: TopicRecord, numbers: dict[str, int], names: Names, known: set[str]) -> Topic:
    own = link_key(record.url)
    page = text_in([record.meta_desc, with_mentions(record.full_summary_html, numbers, own)])
    said = Counter[str]()
    for (entity_id, _), count in scan_mentions(page.words, names).items():
        if entity_id != number:
            said[str(entity_id)] += count
    codes = [heading.id for heading in record.mesh if heading.id]
    about = About(
        subjects=[str(number)],
        linked={str(entity_id): count for entity_id, count in page.linked.items()},
        said=said,
        steps={f"{MESH}{code}": steps for code, steps in steps_up(codes, most=weights.STEPS).items()},
        categories=[group.label for group in record.groups],
    )
    return Topic(
        id=record.external_id,
        description=Description(
            title=record.title,
            names=(*record.also_called, *record.see_references),
            text=f"{record.meta_desc}\n{plain_text(record.full_summary_html)}",
            marks=marks_of(about),
        ),
        tags=frozenset(group.label for group in record.groups),
        created=record.date_created or date.min,
        related=frozenset(topic.id for topic in record.related_topics if topic.id in known)
        - {record.external_id},
    )
