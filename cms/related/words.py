"""From text to terms: words in small letters and in the singular, without those that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?")
SHORTEST = 2
LONGEST = 40

_SAY_NOTHING = """
    a about above after again all also am an and any are as at be because been before being below between both but by
    call called can could did do does doing down during each few for from further get had has have having he help her
    here hers him his how however i if in include included includes including into is it its itself just made make many
    may might more most much must my no nor not now of off often on once only or other our out over own same she should
    so some sometimes such than that the their them then there these they this those through to too under until up
    usually very was we well were what when where which while who whom why will with would you your yours
"""
STOP_WORDS = frozenset(_SAY_NOTHING.split())


def terms_of(text: str) -> Iterator[str]:
    """The terms of ``text``, in order, each as often as it stands there."""
    for word in _WORD.findall(text.lower()):
        term = _term(word)
        if term:
            yield term


@lru_cache(maxsize=100_000)
def _term(word: str) -> str:
    """Empty for what is no term."""
    plain = word.replace("\u2019", "'")
    term = singular(plain.removesuffix("'s"))
    is_term = SHORTEST <= len(term) <= LONGEST and term not in STOP_WORDS and plain not in STOP_WORDS
    return term if is_term else ""


def singular(word: str) -> str:
    """An English word without the ending of its plural; what only looks like one (``virus``, ``arthritis``) stays."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
