"""What one record of a corpus is, once read and cleaned; no database, no page."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from medications.importers.tables import Table, table_as_html


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: file and member as given, `ordinal` from 1, `line` from 1 or 0 if the format has none."""

    file: str
    member: str
    ordinal: int
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.member}" if self.member else self.file
        return f"{where}, record {self.ordinal}" + (f", line {self.line}" if self.line else "")


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that is not used; the reader goes on with the next. `identifier` is "" where none could be read.

    `is_failure` is False where nothing is lost: an exact repeat of an earlier record, or a label without any text.
    """

    place: Place
    reason: str
    identifier: str = ""
    is_failure: bool = True

    def __str__(self) -> str:
        return f"{self.place}: {self.identifier + ': ' if self.identifier else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class NamedId:
    """An identifier and its label in the source. `id` is "" where the source gives only the label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class RelatedTopic:
    id: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicRecord:
    """One MedlinePlus health topic.

    `full_summary_html` holds only p, h2-h4, ul, ol, li, b, i, br and a[href] with absolute http(s) or mailto
    addresses, and no attribution; those are in `attributions`, as plain text. `linked_topic_urls` lists the
    addresses of other topics that the summary links to, once each, in order. `digest` is the SHA-256 of
    everything but `place`.
    """

    place: Place
    external_id: str
    title: str
    url: str
    language: str
    date_created: dt.date | None
    meta_desc: str
    also_called: tuple[str, ...]
    see_references: tuple[str, ...]
    full_summary_html: str
    attributions: tuple[str, ...]
    linked_topic_urls: tuple[str, ...]
    groups: tuple[NamedId, ...]
    mesh: tuple[NamedId, ...]
    primary_institute: str
    related_topics: tuple[RelatedTopic, ...]
    digest: str = ""

    @property
    def related_topic_ids(self) -> tuple[str, ...]:
        return tuple(topic.id for topic in self.related_topics)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a label, without its repeated number and heading.

    `parts` is the full text in order: rich-text HTML (p, h3, ul, li, b) and tables where they stand.
    `highlights` are the points of the label's first page, which openFDA appends or prepends to the same text;
    plain text, empty where the label has none.
    """

    heading: str
    parts: tuple[str | Table, ...]
    highlights: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(part for part in self.parts if isinstance(part, Table))

    @property
    def html(self) -> str:
        """All parts as rich text, for a place that takes no tables: each table becomes a list, a row an item."""
        return "".join(table_as_html(part) if isinstance(part, Table) else part for part in self.parts)


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """One drug label in openFDA's shape. Lists keep the source's order without repeats; any may be empty.

    `sections` is keyed by openFDA's field name, in the order of a printed label. Classes carry no "[EPC]" suffix.
    `digest` is the SHA-256 of everything but `place`.
    """

    place: Place
    id: str
    set_id: str
    version: str
    effective_date: dt.date | None
    generic_names: tuple[str, ...]
    brand_names: tuple[str, ...]
    manufacturers: tuple[str, ...]
    substances: tuple[str, ...]
    routes: tuple[str, ...]
    product_types: tuple[str, ...]
    rxcui: tuple[str, ...]
    unii: tuple[str, ...]
    product_ndc: tuple[str, ...]
    pharm_class_epc: tuple[str, ...]
    pharm_class_moa: tuple[str, ...]
    pharm_class_cs: tuple[str, ...]
    pharm_class_pe: tuple[str, ...]
    sections: Mapping[str, Section]
    digest: str = ""

    @property
    def boxed_warning(self) -> Section | None:
        return self.sections.get("boxed_warning")


R = TypeVar("R", TopicRecord, LabelRecord)


def with_digest(record: R) -> R:
    """The same record carrying the digest of its content."""
    return dataclasses.replace(record, digest=_digest(record))


def _digest(record: TopicRecord | LabelRecord) -> str:
    content = {
        f.name: getattr(record, f.name)
        for f in dataclasses.fields(record)
        if f.name not in ("place", "digest")
    }
    canonical = json.dumps(content, default=_plain, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}


class Seen:
    """The records of one run so far, by id: a digest each, some 200 bytes."""

    def __init__(self) -> None:
        self._by_id: dict[str, tuple[int, str]] = {}

    def first(self, identifier: str, record: R) -> R | BadRecord:
        """The record, if its id is new; else why it is not used."""
        ordinal, digest = self._by_id.setdefault(identifier, (record.place.ordinal, record.digest))
        if ordinal == record.place.ordinal:
            return record
        if digest == record.digest:
            return BadRecord(
                record.place, f"repeats record {ordinal} word for word", identifier, is_failure=False
            )
        return BadRecord(record.place, f"has the id of record {ordinal} and other content", identifier)
