"""Put one section of a label together: heading off, highlights apart, prose in blocks, tables in their place."""

import html
import re

from medications.importers.label_highlights import sort_points, split_highlights, split_points
from medications.importers.label_keys import SectionKey
from medications.importers.label_marks import TABLE_MARK
from medications.importers.label_tables import FoundTable, mark_tables, read_tables
from medications.importers.label_text import body_html, strip_heading, tidy
from medications.importers.records import Section
from medications.importers.tables import Table

_SEE_FULL = re.compile(r"See full prescribing information for complete boxed warning\.?", re.IGNORECASE)
# "WARNING: LACTIC ACIDOSIS and HEPATOMEGALY": capitals, small joining words, brackets, signs.
_TITLE_WORD = re.compile(r"[^a-z]*[A-Z][^a-z]*|[^A-Za-z]+|and|or|of|in|the|with|to|for|from|by")
_BOXED = "boxed_warning"


def read_section(
    field: str, key: SectionKey, texts: list[str], table_markup: list[str], names: tuple[str, ...]
) -> Section | None:
    """The section, or None where the label has no words for it. `names` are the drug's, to tell titles from text."""
    tables = tuple(table for markup in table_markup for table in read_tables(markup))
    parts: list[str | Table] = []
    highlights: list[str] = []
    texts = [text for text in (tidy(text) for text in texts) if text]
    for i, text in enumerate(texts):
        # Tables belong to the field, not to one of its texts; nearly every field has one text.
        own = tables if i == len(texts) - 1 else ()
        markup, points = _boxed(text, own, names) if field == _BOXED else _ordinary(text, key, own, names)
        parts += _with_tables(markup, own)
        highlights += points
    if not texts:
        parts += [found.table for found in tables]
    return Section(key.heading, tuple(parts), tuple(highlights)) if parts or highlights else None


def _ordinary(
    text: str, key: SectionKey, tables: tuple[FoundTable, ...], names: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    text, number = strip_heading(text, key)
    prose = split_highlights(text, number, names)
    return body_html(mark_tables(prose.body, tables), number, names), prose.highlights


def _boxed(text: str, tables: tuple[FoundTable, ...], names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A boxed warning: its title in bold, the full text, and the shorter one of the first page as a highlight."""
    text = re.sub(r"^BOXED WARNING:?\s+(?=\S)", "", text)
    title, rest = _split_title(text, {name.lower() for name in names})
    # The box and the first page print the title twice in a row.
    title = re.sub(r"^(.{8,}) \1$", r"\1", title)
    while title and rest.startswith(title):
        rest = rest[len(title) :].strip()
    short: tuple[str, ...] = ()
    cut = _SEE_FULL.search(rest)
    if cut and title and _without_closing_title(rest[: cut.start()].strip()):
        body = _without_closing_title(rest[: cut.start()].strip())
        short, others = sort_points(split_points(rest[cut.end() :]), f"{title} {body}")
        rest = body + "".join(f" • {point}" for point in others)
    elif cut and cut.start() == 0:
        rest = rest[cut.end() :].strip()
    lead = f"<p><b>{html.escape(title, quote=False)}</b></p>" if title else ""
    return lead + body_html(mark_tables(rest, tables), "", ()), short


def _split_title(text: str, names: set[str]) -> tuple[str, str]:
    """The capitals that a boxed warning opens with, and the rest, which starts with an ordinary word."""
    words = text.split(" ")
    end = next((i for i, word in enumerate(words) if not _TITLE_WORD.fullmatch(word)), len(words))
    while end and not re.search(r"[A-Z]{2}", words[end - 1]):
        end -= 1
    # A brand in capitals opens the sentence: "... TOXICITY DAURISMO can cause ...".
    while 1 < end < len(words) and words[end][:1].islower() and words[end - 1].lower().strip("®™") in names:
        end -= 1
    title = " ".join(words[:end])
    return (
        (title, " ".join(words[end:]))
        if end > 1 or title.rstrip(":").endswith(("WARNING", "WARNINGS"))
        else ("", text)
    )


def _without_closing_title(text: str) -> str:
    """The text without the capitals at its end that open the short version, often spelt otherwise than at its start."""
    at = text.rfind(" WARNING")
    return text[:at] if at > 0 and all(_TITLE_WORD.fullmatch(word) for word in text[at:].split()) else text


def _with_tables(markup: str, tables: tuple[FoundTable, ...]) -> list[str | Table]:
    pieces = TABLE_MARK.split(markup)
    parts: list[str | Table] = [tables[int(p)].table if i % 2 else p for i, p in enumerate(pieces)]
    return [part for part in parts if part]
