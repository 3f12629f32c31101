"""Bring order into the running text of a label section: openFDA has lost its lines, bullets' nesting and tables.

Every rule here only cuts or moves; no word is dropped, apart from a heading that repeats the section's own.
"""

import html
import re
from collections.abc import Iterator

from medications.importers.clean import clean_text
from medications.importers.label_keys import SectionKey
from medications.importers.label_marks import ABBREVIATION, BULLET, SENTENCE_END, SUB_BULLETS, TABLE_MARK
from medications.importers.label_titles import subsections

_OPENER = re.compile(
    r"Limitations? of Use\b|NOTE:|Note:|Table \d+\s?[:.]|Pediatric Patients?\b|Pediatric Use\b|Adult Patients?\b"
    r"|Geriatric Patients?\b|Geriatric Use\b|Adults\s?:|Children\s?:"
)
# These open a paragraph even where the sentence before has no stop.
_SURE_OPENER = re.compile(r"(?<!see )(?<!and )(?<![(\[])(?=\b(?:Limitations? of Use\b|NOTE:))")
PARAGRAPH = 420


def tidy(text: str) -> str:
    """Clean text with the blanks that stripped tags left inside brackets and before stops taken out."""
    text = clean_text(text)
    text = re.sub(r"([(\[]) (?=\S)", r"\1", text)
    text = re.sub(r" (?=[)\]](?:\s|[.,;:)\]]|$))", "", text)
    text = re.sub(r" (?=[®™])", "", text)
    text = re.sub(r" (?=[.,;:](?:\s|$))", "", text)
    # Raised figures that came down to the line, where the unit leaves no doubt: mg/m2, 10 9 /L, cells/mm 3.
    text = re.sub(r"(?<=/m) 2\b(?!\.?\d)", "²", text)
    text = re.sub(r"(?<=/mm) ?3\b(?!\.?\d)", "³", text)
    text = re.sub(
        r"(?<=[x\u00d7] 10) (9|12|6) ?(?=/ ?(?:L|kg|mL)\b)",
        lambda m: {"9": "⁹", "12": "¹²", "6": "⁶"}[m.group(1)],
        text,
    )
    # Lost line breaks: "as tolerated.If a dose"; not in addresses, which have no word of capital and small letters.
    return re.sub(r"(?<=[a-z]{3}[.:])(?=[A-Z][a-z]+ [a-z])", " ", text)


def strip_heading(text: str, key: SectionKey) -> tuple[str, str]:
    """The text without the number and heading it opens with, and the number ("" if none)."""
    names = "|".join(re.escape(name) for name in key.repeats)
    match = re.match(rf"(?:(\d{{1,2}})\.?(?:\s+))?({names})\b\s*([:.]?)(?:\s+|$)", text, re.IGNORECASE)
    if not match:
        return text, ""
    rest = text[match.end() :]
    number, name, stop = match.group(1) or "", match.group(2), match.group(3)
    # "Contraindications include ..." is a sentence; a heading is in capitals, numbered, or before a new start.
    is_heading = bool(number) or name.isupper() or name in key.loose or (stop or _starts_anew(rest))
    return (rest, number) if is_heading or not rest else (text, "")


def _starts_anew(rest: str) -> bool:
    return not rest[:1].islower() if rest else False


def body_html(body: str, number: str, names: tuple[str, ...]) -> str:
    """Rich text of a section's full text. Numbered subsections get h3; table marks stay where they are."""
    out: list[str] = []
    for heading, chunk in subsections(body, number, names):
        if heading:
            out.append(f"<h3>{_escape(heading)}</h3>")
        pieces = TABLE_MARK.split(chunk)
        for i, piece in enumerate(pieces):
            out.append(f"\ue000{piece}\ue001" if i % 2 else "".join(_chunk(piece.strip())))
    return "".join(out)


def _chunk(text: str) -> Iterator[str]:
    """Paragraphs and lists of a text without subsections."""
    pieces = BULLET.split(text)
    yield from _paragraphs(pieces[0])
    if len(pieces) == 1:
        return
    items = [(pieces[i] in SUB_BULLETS, pieces[i + 1].strip()) for i in range(1, len(pieces), 2)]
    items, after = _cut_tail(items)
    yield _list(items)
    yield from _paragraphs(after)


def _cut_tail(items: list[tuple[bool, str]]) -> tuple[list[tuple[bool, str]], str]:
    """Text that follows a list has no mark. Where all other items are one sentence, the last is taken to be one too."""
    if len(items) < 2 or any(len(sentences(text)) > 1 for _, text in items[:-1]):
        return items, ""
    first, *rest = sentences(items[-1][1]) or [""]
    return [*items[:-1], (items[-1][0], first)], " ".join(rest)


def _list(items: list[tuple[bool, str]]) -> str:
    """A list; items with an open bullet below one with a full bullet are a list inside it."""
    top: list[list[str]] = []
    for is_sub, text in items:
        if not text:
            continue
        if is_sub and top and any(not sub for sub, _ in items):
            top[-1].append(text)
        else:
            top.append([text])
    return "<ul>" + "".join(_nested(head, below) for head, *below in top) + "</ul>" if top else ""


def _nested(head: str, below: list[str]) -> str:
    inner = "<ul>" + "".join(f"<li>{_escape(text)}</li>" for text in below) + "</ul>" if below else ""
    return f"<li>{_escape(head)}{inner}</li>"


def sentences(text: str) -> list[str]:
    """Sentences, none cut after an abbreviation or inside "(...)"; a bracketed reference stays with its sentence."""
    found: list[str] = []
    for piece in SENTENCE_END.split(text):
        joined = found and (
            ABBREVIATION.search(found[-1]) or piece.startswith(("[", "(see", "(See")) or _open(found[-1])
        )
        if joined:
            found[-1] += " " + piece
        elif piece.strip():
            found.append(piece)
    return found


def _open(text: str) -> bool:
    return text.count("(") > text.count(")") and len(text) < 1500


def _paragraphs(text: str) -> Iterator[str]:
    """Sentences gathered into paragraphs of some 400 characters; a table or a limitation starts one of its own."""
    current = ""
    for sentence in sentences(text):
        head, *openers = [piece for piece in _SURE_OPENER.split(sentence) if piece] or [""]
        if current and (len(current) > PARAGRAPH or _OPENER.match(head)):
            yield f"<p>{_escape(current)}</p>"
            current = ""
        current = f"{current} {head}".strip()
        for opener in openers:
            yield from ([f"<p>{_escape(current)}</p>"] if current else [])
            current = opener.strip()
    if current:
        yield f"<p>{_escape(current)}</p>"


def _escape(text: str) -> str:
    return html.escape(text.strip(), quote=False)
