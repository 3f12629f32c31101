"""Read drug labels from openFDA's JSON downloads, one at a time."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import ijson

from medications.importers.clean import clean_text
from medications.importers.label_keys import SECTIONS
from medications.importers.label_sections import read_section
from medications.importers.records import BadRecord, LabelRecord, Place, Section, Seen, with_digest
from medications.importers.sources import Member, Source

_CLASS_SUFFIX = re.compile(r"\s*\[(?:EPC|MoA|CS|PE|Chemical/Ingredient|EXT)\]\s*$", re.IGNORECASE)


def read_labels(source: Source) -> Iterator[LabelRecord | BadRecord]:
    """Each label of `results`, in the order of the file and of a zip's members, in constant memory.

    A label that can't be used is a BadRecord. Raises SourceError, after all labels before it, where the JSON is
    malformed or cut short; and where a file holds no `results`.
    """
    seen = Seen()
    for member in source.members("json"):
        for ordinal, item in enumerate(_items(member), start=1):
            yield _label(item, Place(member.source.file, member.name, ordinal), seen)


def _items(member: Member) -> Iterator[Any]:
    count = 0
    try:
        for item in ijson.items(member, "results.item", use_float=True):
            count += 1
            yield item
    except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError) as exc:
        problem = " ".join(str(exc).split())[:120]
        raise member.error(
            f"is not whole JSON: {problem}, after {count} labels", "Download it again"
        ) from exc
    if not count:
        raise member.error("holds no results", "Give a drug label download of openFDA")


def _label(item: Any, place: Place, seen: Seen) -> LabelRecord | BadRecord:
    if not isinstance(item, dict):
        return BadRecord(place, f"is a {type(item).__name__}, not an object")
    identifier, set_id = _text(item.get("id")), _text(item.get("set_id"))
    if not identifier or not set_id:
        return BadRecord(place, "has no id" if not identifier else "has no set_id", identifier or set_id)
    effective = _text(item.get("effective_time"))
    effective_date = _date(effective)
    if effective and effective_date is None:
        return BadRecord(place, f"has effective_time {effective!r}, not YYYYMMDD", identifier)
    openfda = item.get("openfda", {})
    if not isinstance(openfda, dict):
        return BadRecord(place, f"has an openfda block that is a {type(openfda).__name__}", identifier)
    names = (*_texts(openfda, "brand_name"), *_texts(openfda, "generic_name"))
    sections = _sections(item, names)
    if not sections:
        return BadRecord(place, "has no section of text", identifier, is_failure=False)
    record = with_digest(
        LabelRecord(
            place=place,
            id=identifier,
            set_id=set_id,
            version=_text(item.get("version")),
            effective_date=effective_date,
            generic_names=_texts(openfda, "generic_name"),
            brand_names=_texts(openfda, "brand_name"),
            manufacturers=_texts(openfda, "manufacturer_name"),
            substances=_texts(openfda, "substance_name"),
            routes=_texts(openfda, "route"),
            product_types=_texts(openfda, "product_type"),
            rxcui=_texts(openfda, "rxcui"),
            unii=_texts(openfda, "unii"),
            product_ndc=_texts(openfda, "product_ndc"),
            pharm_class_epc=_classes(openfda, "pharm_class_epc"),
            pharm_class_moa=_classes(openfda, "pharm_class_moa"),
            pharm_class_cs=_classes(openfda, "pharm_class_cs"),
            pharm_class_pe=_classes(openfda, "pharm_class_pe"),
            sections=sections,
        )
    )
    return seen.first(identifier, record)


def _sections(item: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Section]:
    found = {}
    for field, key in SECTIONS.items():
        section = read_section(
            field, key, _strings(item.get(field)), _strings(item.get(f"{field}_table")), names
        )
        if section is not None:
            found[field] = section
    return found


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for text in values if isinstance(text, str)]


def _text(value: Any) -> str:
    """A string or whole number as text; anything else is no value."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return clean_text(str(value)) if isinstance(value, str) or abs(value) < 10**18 else ""


def _texts(block: Mapping[str, Any], name: str) -> tuple[str, ...]:
    texts = (clean_text(text) for text in _strings(block.get(name)))
    return tuple(dict.fromkeys(text for text in texts if text))


def _classes(block: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_CLASS_SUFFIX.sub("", text) for text in _texts(block, name)))


def _date(text: str) -> dt.date | None:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text, re.ASCII)
    if not match:
        return None
    year, month, day = map(int, match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
