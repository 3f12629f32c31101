"""Part the full text of a label section from the points of the label's first page that openFDA joins to it."""

import re
from dataclasses import dataclass

from medications.importers.label_marks import ABBREVIATION, BULLET, SENTENCE_END
from medications.importers.label_titles import first_subsection

_REFERENCE = r"\(\s*\d{1,2}(?:\.\d{1,2})*(?:\s*(?:[,;]|-|\u2013|to|and)\s*\d{1,2}(?:\.\d{1,2})*)*\s*\)\.?"
_POINT_END = re.compile(rf"{_REFERENCE}(?=\s+[A-Z•●▪■\"“(]|\s*$)")


_WORD = re.compile(r"[a-z]{4,}|\d+(?:[.,]\d+)*")
# What part of a point's words the full text must have for the point to count as its repetition.
_SAID_ALREADY = 0.7


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of a section, split: `body` and the `highlights` that openFDA joins to it."""

    body: str
    highlights: tuple[str, ...]


def split_highlights(text: str, number: str, names: tuple[str, ...] = ()) -> Prose:
    """Part the full text from the points of the label's first page, which end in references like "(5.1)".

    A point leaves the body only if the body says the same: who shows the body alone must lose no contraindication.
    """
    first = first_subsection(text, number)
    if first is not None:
        before = text[:first].strip()
        if not _POINT_END.search(before):
            return Prose(text, ())
        highlights, others = sort_points(split_points(before), text[first:])
        return Prose("".join(f"• {point} " for point in others) + text[first:], highlights)
    start, is_certain = _trailing_points(text, names)
    if start is None:
        return Prose(text, ())
    body = text[:start].strip()
    highlights, others = sort_points(split_points(text[start:]), body)
    if others and not is_certain:
        return Prose(text, ())
    return Prose(body + "".join(f" • {point}" for point in others), highlights)


def sort_points(points: tuple[str, ...], body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The points that repeat the body in other words, and those that say something more; echoes go."""
    known = {_stem(word) for word in _WORD.findall(body.lower())}
    highlights: list[str] = []
    others: list[str] = []
    for point in points:
        words = {_stem(word) for word in _WORD.findall(re.sub(_REFERENCE, "", point.lower()))}
        new = words - known
        is_said = len(new) <= (1 - _SAID_ALREADY) * len(words) and not any(word[0].isdigit() for word in new)
        (highlights if is_said else others).append(point)
    return tuple(point for point in highlights if _bare(point) != _bare(body)), tuple(others)


def _stem(word: str) -> str:
    return word[:5] if word[0].isalpha() else word


def _trailing_points(text: str, names: tuple[str, ...]) -> tuple[int | None, bool]:
    """Where the repeated first-page points start, and whether that is sure; None if there are none."""
    ends = list(_POINT_END.finditer(text))
    if not ends or text[ends[-1].end() :].strip():
        return None, False
    opening = text[:36]
    again = text.find(opening, len(opening)) if len(text) > 80 else -1
    if again > 0 and _at_start(text, again):
        return again, True
    for name in names:
        # "XTANDI is an androgen receptor inhibitor indicated for ..." says anew what the text began with.
        said = [
            m.start() for m in re.finditer(rf"(?<= ){re.escape(name)}®? (?:is|are) an? ", text, re.IGNORECASE)
        ]
        if said and said[-1] < ends[0].start():
            return said[-1], True
    stops = [match.end() for match in SENTENCE_END.finditer(text, 0, ends[0].start())]
    stops = [stop for stop in stops if not ABBREVIATION.search(text[:stop].rstrip())]
    return (stops[-1] if stops else None), False


def _at_start(text: str, position: int) -> bool:
    return text[:position].rstrip()[-1:] in (".", "]", ")", ":") or text[position - 1 : position] == " "


def split_points(text: str) -> tuple[str, ...]:
    """The points of a first page: each ends in a reference, or stands behind a bullet."""
    points: list[str] = []
    for marked in BULLET.split(text)[::2]:
        start = 0
        for match in _POINT_END.finditer(marked):
            points.append(marked[start : match.end()].strip())
            start = match.end()
        points.append(marked[start:].strip())
    return tuple(point for point in points if point)


def _bare(text: str) -> str:
    """Letters only, to tell whether two texts say the same; references do not count."""
    return re.sub(r"[^a-z]", "", re.sub(_REFERENCE, "", text.lower()))
