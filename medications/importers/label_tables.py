"""The tables of a label section: read from openFDA's HTML, and found again in the running text."""

import bisect
import functools
import re
import unicodedata
from dataclasses import dataclass

from lxml.html import HtmlElement

from medications.importers.clean import cell_html, clean_characters, parse_fragment
from medications.importers.tables import Table, read_table

# The markup of structured product labels that HTML has other names for.
_NAMES = {"paragraph": "p", "list": "ul", "item": "li"}
# The running text has bullets where the table has lists, and other blanks.
_IGNORED = re.compile(r"[\s•●▪■○◦]")
_SPL = re.compile(r"<(/?)(paragraph|list|item)\b[^<>]*?(/?)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table and the spellings under which openFDA may also have it in the running text, without white space."""

    table: Table
    spellings: tuple[str, ...]


def read_tables(markup: str) -> tuple[FoundTable, ...]:
    """All tables of one `*_table` field, in order; empty ones are left out."""
    renamed = _SPL.sub(_rename, markup)
    found = []
    for element in parse_fragment(renamed).iter("table"):
        if next(element.iterancestors("table"), None) is None:
            table = read_table(element, _cell)
            if table.rows or table.header:
                found.append(FoundTable(table, _spellings(element)))
    return tuple(found)


def mark_tables(text: str, tables: tuple[FoundTable, ...]) -> str:
    """The text with each table's own words replaced by its mark; a table that is not found is marked at the end."""
    if not tables:
        return text
    running = _Running(text)
    pieces: list[str] = []
    missing: list[int] = []
    done = 0
    for i, found in enumerate(tables):
        span = running.find(found.spellings, done)
        if span is None:
            missing.append(i)
            continue
        pieces += [text[done : span[0]], _mark(i)]
        done = span[1]
    return "".join([*pieces, text[done:], *map(_mark, missing)])


def _mark(index: int) -> str:
    return f" \ue000{index}\ue001 "


class _Running:
    """A running text that is searched without regard to white space, bullets and raised figures."""

    def __init__(self, text: str) -> None:
        counted = [(i, char) for i, char in enumerate(map(_plain, text)) if char]
        self._positions = [i for i, _ in counted]
        self._squeezed = "".join(char for _, char in counted)

    def find(self, spellings: tuple[str, ...], start: int) -> tuple[int, int] | None:
        """Where the text, from `start` on, has the first of the spellings that it has."""
        first = bisect.bisect_left(self._positions, start)
        for spelling in spellings:
            at = self._squeezed.find(spelling, first)
            if at >= 0:
                return self._positions[at], self._positions[at + len(spelling) - 1] + 1
        return None


def _rename(match: re.Match[str]) -> str:
    name = _NAMES[match.group(2).lower()]
    if match.group(3):
        return f"<{name}></{name}>"
    return f"<{match.group(1)}{name}>"


def _cell(element: HtmlElement) -> str:
    return tidy_markup(cell_html(element))


def tidy_markup(markup: str) -> str:
    """The spacing rules of running text, applied to the text between tags."""
    return "".join(
        piece if piece.startswith("<") else _keep_ends(piece)
        for piece in re.split(r"(<[^>]*>)", markup)
        if piece
    )


def _keep_ends(text: str) -> str:
    inner = text.strip()
    if not inner:
        return text
    # The entities here are those of HTML itself, so the text must not be unescaped a second time.
    spaced = re.sub(r"([(\[]) (?=\S)", r"\1", inner)
    spaced = re.sub(r" (?=[)\]](?:\s|[.,;:)\]]|$))|(?<=\w) (?=[®™])", "", spaced)
    return text[: len(text) - len(text.lstrip())] + spaced + text[len(text.rstrip()) :]


def _spellings(element: HtmlElement) -> tuple[str, ...]:
    """The words as they stand, with the notes last, without notes, and without notes and caption."""
    caption, head, body, notes = "", "", "", ""
    for child in element:
        words = _squeeze(child.text_content())
        if child.tag == "caption":
            caption += words
        elif child.tag == "thead":
            head += words
        elif child.tag == "tfoot":
            notes += words
        else:
            body += words
    ways = (
        _squeeze(element.text_content()),
        caption + head + body + notes,
        caption + head + body,
        head + body,
    )
    return tuple(dict.fromkeys(way for way in ways if way))


def _squeeze(text: str) -> str:
    return "".join(filter(None, map(_plain, clean_characters(text))))


@functools.lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """The character for comparison: raised and lowered ones as their plain ones, "" if it does not count."""
    return "" if _IGNORED.match(char) else unicodedata.normalize("NFKC", char)[:1]
