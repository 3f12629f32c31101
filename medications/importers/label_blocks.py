"""The sections of a drug label as blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from medications.importers.clean import plain_text
from medications.importers.records import LabelRecord, Section
from medications.importers.rich_text import MOST_HEADING, Block, BlockIds, fitting, split_at_headings
from medications.importers.tables import Table, table_as_html

NOTICE_HEADING = "Written for health professionals"
_RISKS = "RisksOrComplicationsHealthAspect"
ASPECTS = {
    "indications_and_usage": "MayTreatHealthAspect",
    "purpose": "MayTreatHealthAspect",
    "dosage_and_administration": "UsageOrScheduleHealthAspect",
    "contraindications": _RISKS,
    "warnings_and_cautions": _RISKS,
    "warnings": _RISKS,
    "precautions": _RISKS,
    "do_not_use": _RISKS,
    "drug_interactions": _RISKS,
    "overdosage": _RISKS,
    "drug_abuse_and_dependence": _RISKS,
    "ask_doctor": "SeeDoctorHealthAspect",
    "ask_doctor_or_pharmacist": "SeeDoctorHealthAspect",
    "stop_use": "SeeDoctorHealthAspect",
    "adverse_reactions": "SideEffectsHealthAspect",
    "pregnancy": "PregnancyHealthAspect",
    "pregnancy_or_breast_feeding": "PregnancyHealthAspect",
    "nursing_mothers": "PregnancyHealthAspect",
    "lactation": "PregnancyHealthAspect",
    "active_ingredient": "IngredientsHealthAspect",
    "inactive_ingredient": "IngredientsHealthAspect",
    "description": "IngredientsHealthAspect",
    "clinical_pharmacology": "HowItWorksHealthAspect",
    "mechanism_of_action": "HowItWorksHealthAspect",
    "clinical_studies": "EffectivenessHealthAspect",
    "information_for_patients": "SelfCareHealthAspect",
}
_LIST = re.compile(r"</?[uo]l>")
_HEADER_CELL = 80


def label_body(record: LabelRecord, notice: str) -> list[Block]:
    """The notice, the boxed warning as a warning, then each section in the order of a printed label."""
    ids = BlockIds(record.set_id)
    body = [ids.block("warning", {"kind": "info", "heading": NOTICE_HEADING, "text": notice}, "notice")]
    if record.boxed_warning is not None:
        heading, text = _boxed_warning(record.boxed_warning)
        body.append(
            ids.block("warning", {"kind": "danger", "heading": heading, "text": text}, "boxed_warning")
        )
    taken: set[str] = set()
    for name, section in record.sections.items():
        if name == "boxed_warning":
            continue
        heading = section.heading if section.heading not in taken else f"{section.heading} (continued)"
        taken.add(heading)
        value: dict[str, Any] = {
            "heading": heading,
            "health_aspect": ASPECTS.get(name, ""),
            "content": list(_content(section, ids, name)),
        }
        body.append(ids.block("section", value, name))
    return body


def _boxed_warning(section: Section) -> tuple[str, str]:
    """The warning's own title as heading, where it has one, and its text."""
    text = _without_headings(section.html)
    match = re.match(r"<p><b>(.*?)</b></p>(?=.)", text, re.DOTALL)
    title = re.sub(r"^WARNINGS?\b[\s:]*", "", plain_text(match.group(1))) if match else ""
    if match is None or len(title) > MOST_HEADING - 20:
        return "Boxed warning", text
    return f"Boxed warning: {title}" if title else "Boxed warning", text[match.end() :]


def _without_headings(markup: str) -> str:
    return re.sub(r"<h[234]>(.*?)</h[234]>", r"<p><b>\1</b></p>", markup, flags=re.DOTALL)


def _content(section: Section, ids: BlockIds, name: str) -> Iterator[Block]:
    tables = 0
    for part in section.parts:
        if isinstance(part, str):
            yield from _prose(part, ids, name)
            continue
        tables += 1
        caption = plain_text(part.caption) or f"{section.heading}: table {tables}"
        yield _table(part, caption, ids, name)


def _prose(markup: str, ids: BlockIds, name: str) -> Iterator[Block]:
    for part in split_at_headings(markup):
        text = part.html
        if 0 < len(part.heading) <= MOST_HEADING:
            yield ids.block("subheading", {"text": part.heading}, f"{name}/subheading")
        elif part.heading:
            text = f"<p><b>{html.escape(part.heading, quote=False)}</b></p>{text}"
        yield ids.block("paragraph", text, f"{name}/text")


def _table(table: Table, caption: str, ids: BlockIds, name: str) -> Block:
    """A table block; a list where the source gives a table without telling its columns."""
    header, rows = _header_and_rows(table)
    if header is None:
        captioned = Table(html.escape(caption, quote=False), (), table.rows)
        return ids.block("paragraph", table_as_html(captioned if table.caption else table), f"{name}/text")
    columns = [{"type": "rich_text", "heading": fitting(text, 255)} for text in _headings(header)]
    values = [{"values": [_cell(cell) for cell in row]} for row in rows]
    grid = {"caption": caption, "columns": columns, "rows": values}
    return ids.block("table", {"table": grid, "row_headings": True}, f"{name}/table")


def _header_and_rows(table: Table) -> tuple[tuple[str, ...] | None, tuple[tuple[str, ...], ...]]:
    """The text of the columns' headings and the rows below; no header where nothing tells it from data."""
    if table.header and table.rows:
        merged = (
            dict.fromkeys(plain_text(row[i]) for row in table.header if row[i])
            for i in range(len(table.header[0]))
        )
        return tuple(" ".join(texts) for texts in merged), table.rows
    rows = table.rows
    if len(rows) < 2 or len(rows[0]) < 2:
        return None, rows
    first = tuple(plain_text(cell) for cell in rows[0])
    # A first row of short words without figures above rows that have figures is the header that the markup lost.
    is_words = (
        all(first[1:])
        and all(len(text) <= _HEADER_CELL for text in first)
        and not re.search(r"\d", "".join(first))
    )
    has_figures = all(re.search(r"\d", "".join(row[1:])) for row in rows[1:])
    return (first, rows[1:]) if is_words and has_figures else (None, rows)


def _headings(header: tuple[str, ...]) -> list[str]:
    """A heading for every column; one that the source leaves empty is numbered, since a reader needs a name."""
    return [text or f"Column {place}" for place, text in enumerate(header, start=1)]


def _cell(cell: str) -> str:
    """Cells take no lists: an item becomes a line."""
    if not cell:
        return ""
    lines = re.sub(r"</li>\s*(?:<li>)?", "", _LIST.sub("", cell.replace("<li>", "<br/>• ")))
    return f"<p>{re.sub(r'^(?:<br/>)+', '', lines)}</p>"
