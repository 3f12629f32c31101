"""From the readers' clean HTML to the rich text that Wagtail stores, and to blocks."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urldefrag

from medications.importers.clean import plain_text

Block = dict[str, Any]

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_HEADING = re.compile(r"<(h[234])>(.*?)</\1>", re.DOTALL)
_FIRST_PARAGRAPH = re.compile(r"\s*<p>(.*?)</p>", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“(])")
MOST_HEADING = 120
_NAMESPACE = uuid.UUID("6f0d2c5e-8f1c-5a0e-9a57-0f5b6b8f4f10")


class Part(NamedTuple):
    """A stretch of text under a heading; ``heading`` is "" for what stands before the first one."""

    heading: str
    html: str


def link_key(url: str) -> str:
    """The address without what may differ where the page is the same."""
    return urldefrag(url)[0].replace("http://", "https://").replace("//www.", "//").rstrip("/").lower()


def with_mentions(markup: str, entity_ids: Mapping[str, int], own: str = "") -> str:
    """Links to known addresses become mentions of their entries, a link to ``own`` becomes its words.

    ``entity_ids`` is keyed by :func:`link_key`.
    """

    def replace(match: re.Match[str]) -> str:
        key = link_key(html.unescape(match.group(1)))
        if key == own:
            return match.group(2)
        entity_id = entity_ids.get(key)
        if entity_id is None:
            return match.group(0)
        return f'<a linktype="entity" id="{entity_id}">{match.group(2)}</a>'

    return _LINK.sub(replace, markup)


def split_at_headings(markup: str, tags: frozenset[str] = frozenset({"h2", "h3", "h4"})) -> list[Part]:
    """The text divided at its headings. Headings without text below them are kept as bold text in the part before."""
    parts: list[Part] = []
    heading, start = "", 0
    found = [match for match in _HEADING.finditer(markup) if match.group(1) in tags]
    for match in [*found, None]:
        text = markup[start : match.start() if match else len(markup)].strip()
        if text or not heading:
            parts.append(Part(heading, text))
        else:
            last = parts.pop() if parts else Part("", "")
            parts.append(Part(last.heading, f"{last.html}<p><b>{html.escape(heading, quote=False)}</b></p>"))
        if match:
            heading, start = plain_text(match.group(2)), match.end()
    return [part for part in parts if part.html]


def first_paragraph(markup: str) -> tuple[str, str]:
    """The inside of the paragraph that the text opens with, and the rest; "" and the whole where it opens otherwise."""
    match = _FIRST_PARAGRAPH.match(markup)
    return (match.group(1).strip(), markup[match.end() :].strip()) if match else ("", markup)


def leading_sentences(text: str, most: int) -> str:
    """As many whole sentences of a plain text as fit; if not even one does, words and an ellipsis."""
    if len(text) <= most:
        return text
    taken = ""
    for sentence in _SENTENCE_END.split(text):
        longer = f"{taken} {sentence}".strip()
        if len(longer) > most:
            break
        taken = longer
    return taken or text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def fitting(text: str, most: int) -> str:
    """A heading or name of at most ``most`` characters, cut at a word."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


class BlockIds:
    """Ids of blocks that are the same in every run, so that a new revision differs where the record does."""

    def __init__(self, record_id: str) -> None:
        self._record_id = record_id
        self._taken: dict[str, int] = {}

    def block(self, kind: str, value: Any, place: str) -> Block:
        """A block as a stream stores it; ``place`` says where it stands, and may repeat."""
        count = self._taken[place] = self._taken.get(place, 0) + 1
        identifier = uuid.uuid5(_NAMESPACE, f"{self._record_id}/{place}/{count}")
        return {"type": kind, "value": value, "id": str(identifier)}


def distinct_headings(headings: Iterable[str]) -> Iterator[str]:
    """Headings of at most 120 characters, of which no two lead to one anchor."""
    seen: dict[str, int] = {}
    for heading in headings:
        short = fitting(heading, MOST_HEADING - 5)
        key = "".join(re.findall(r"\w+", short.lower()))
        seen[key] = seen.get(key, 0) + 1
        yield short if seen[key] == 1 else f"{short} ({seen[key]})"
