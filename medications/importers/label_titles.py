"""Find the numbered subsections in the running text of a label, and tell their titles from their text."""

import re
from collections.abc import Iterator

from medications.importers.label_marks import ABBREVIATION, BULLETS, TABLE_MARK

_NUMBER = re.compile(r"(?<!\S)(\d{1,2})\.(?:(?<=[.)\]] \d\.)\s)?(\d{1,2})\s+(?=[A-Z\"“(])")
_CITING = re.compile(
    r"(?:\b(?:tables?|sections?|figures?|see|and|or|of|to|than|is|from|by|in)|,)\s*$", re.IGNORECASE
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SMALL = _words(
    "a an and as at by for from in into is nor of on or other than per the to due via with within without who during"
    " after between receiving before including following associated related when not under over ml/min vs vs. through"
    " that are their use like and/or"
)
# Words that open a sentence in labels, and hardly ever stand in a title before a small letter.
_STARTERS = _words(
    "The A An In If There This These It Because Although While Do No All Some As Since Based Advise Avoid Monitor"
    " Consider Prior Before Cases Serious Severe Fatal Table Administer Patients Concomitant Co-administration"
    " Coadministration Discontinue Inform Like Recommended Evaluate Both Each One Most"
)
_ORDERS = _words("Initiate Administer Avoid Monitor Discontinue Withhold Take Start Use Reduce Give")
_JOINING = {"a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "than", "due"}
_UNITS = {"mg", "g", "kg", "ml", "mcg", "years", "months", "weeks", "days", "hours"}
_MAX_TITLE = 22


def first_subsection(text: str, number: str) -> int | None:
    return next((match.start() for match in _numbers(text, number)), None)


def _numbers(text: str, number: str) -> Iterator[re.Match[str]]:
    """The numbers that open subsections: of this section, in rising order, and not after "Table" or "Section"."""
    last = 0
    for match in _NUMBER.finditer(text):
        cited = _CITING.search(text[max(0, match.start() - 12) : match.start()])
        step = int(match.group(2)) - last
        if number and match.group(1) == number and 1 <= step <= 3 and not cited:
            last = int(match.group(2))
            yield match


def subsections(body: str, number: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    matches = list(_numbers(body, number))
    if not matches:
        yield "", body
        return
    yield "", body[: matches[0].start()]
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        rest = body[match.end() : following.start() if following else len(body)].strip()
        title, text = split_title(rest, names)
        label = f"{match.group(1)}.{match.group(2)}"
        yield (f"{label} {title}", text) if title else ("", f"{label} {rest}")


def split_title(text: str, names: tuple[str, ...] = ()) -> tuple[str, str]:
    """A subsection's title and text. The title is in title case; the text starts where a sentence begins."""
    words = text.split(" ")
    end = _sentence_start(words, {part for name in names for part in name.lower().split()})
    if end is None or end == 0:
        return "", text
    if end < len(words) and not _is_block_start(words[end]):
        end = _before_name(words, end, names)
    # A title never ends in "of" or "with": the word that follows belongs to it.
    while end < len(words) and words[end - 1].lower() in _JOINING and not _is_block_start(words[end]):
        end += 1
    return (" ".join(words[:end]), " ".join(words[end:])) if end <= _MAX_TITLE else ("", text)


def _is_block_start(word: str) -> bool:
    return bool(TABLE_MARK.match(word)) or word in BULLETS


def _sentence_start(words: list[str], names: set[str]) -> int | None:
    """The index of the word that starts the first sentence after a title; None if there seems to be no title."""
    start = None
    for i, word in enumerate(words[: _MAX_TITLE + 8]):
        core = word.strip("()[],;:“”\"'")
        if i and (_is_block_start(word) or _starts_sentence(words, i, names)):
            return i
        if core[:1].islower() and core.lower() not in _SMALL and not _is_measure(words, i):
            return start
        if core[:1].isupper():
            start = i
        if i and word.endswith(":"):
            return i + 1
        if i and word.endswith(".") and not ABBREVIATION.search(word):
            return start
    return len(words) if len(words) <= _MAX_TITLE else None


def _starts_sentence(words: list[str], i: int, names: set[str]) -> bool:
    """Whether a sentence plausibly starts here: an article may be followed by a name, others by a small word."""
    word = words[i].strip('(“"')
    following = words[i + 1].strip("(),") if i + 1 < len(words) else ""
    if word in {"The", "A", "An", "In", "If", "There", "This", "These", "Because", "Although", "Do", "See"}:
        return True
    if word in _ORDERS and following.lower().strip("®™") in names:
        return True
    return word in _STARTERS and following[:1].islower() and following not in _JOINING


def _is_measure(words: list[str], i: int) -> bool:
    """Whether "kg" stands in a title, as in "Weighing 40 kg or More", and not in "Initiate at 8.9 mg once daily"."""
    following = words[i + 1] if i + 1 < len(words) else ""
    return (
        words[i].lower().strip("(),") in _UNITS
        and words[i - 1][:1].isdigit()
        and following in ("or", "and", "to", "of")
    )


def _before_name(words: list[str], end: int, names: tuple[str, ...]) -> int:
    """Move the start back over a drug's name of several words ("Abacavir Tablets are ...")."""
    for name in names:
        parts = name.lower().split()
        for length in range(len(parts), 0, -1):
            start = end - length
            # "... with Calmex Tablets" ends a title; "... Hearing Calmex Tablets are" starts its text.
            if (
                start > 0
                and words[start - 1].lower() not in _JOINING
                and [w.lower().strip(",®™") for w in words[start:end]] == parts[:length]
            ):
                return start
    return end
