"""The words readers may have meant, where those they typed find nothing.

A list of the words in titles, and of names that stand in a page's text, kept by a chore. It is only asked for what to
try: a word is offered if it stands, at that moment, on a page that readers may see.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Length
from wagtail.models import Site
from wagtail.search.backends import get_search_backend

from cms.editions.highlights import folded
from cms.editions.models import SearchDocument, SearchWord, VisibilityEpoch
from cms.editions.selectors import public_editions

SHORTEST = 4
TWO_MISTAKES_FROM = 8
# Words of a question that are mended, and how many others are tried for each.
MOST_MENDED = 4
MOST_TRIED = 3

LETTERS = re.compile(rf"[^\W\d_]{{{SHORTEST},{SearchWord.LONGEST}}}")


def chore(now: datetime, lag: timedelta, limit: int) -> int:
    """For the clock: nobody else does it, so there is nothing to wait for."""
    return learn(limit=limit)


def learn(*, limit: int) -> int:
    """Enter the words of up to ``limit`` documents that were written since. Returns how many there were.

    Apart from the transactions that publish: two that enter the same word would wait for each other.
    """
    with transaction.atomic():
        unread = SearchDocument.objects.filter(learnt=False).select_for_update(skip_locked=True)
        documents = list(unread.order_by("pk")[:limit])
        if not documents:
            return 0
        words = sorted({word for document in documents for word in _words_of(document)})
        SearchWord.objects.bulk_create(map(SearchWord, words), ignore_conflicts=True)
        SearchDocument.objects.filter(pk__in=[document.pk for document in documents]).update(learnt=True)
    return len(documents)


def _words_of(document: SearchDocument) -> set[str]:
    """Names that are never shown, such as misspellings, are no words to offer."""
    title, names, text = (
        set(LETTERS.findall(part.lower())) for part in (document.title, document.names, document.text)
    )
    return title | (names & text)


def mended(words: Sequence[str], *, site: Site, now: datetime) -> list[str] | None:
    """``words`` with the nearest known ones in place of those that find nothing; None if there are none.

    Three queries, fewer where nothing is wrong or nothing is near.
    """
    wrong = [word for word in words if LETTERS.fullmatch(word)][: MOST_MENDED + 1]
    found = _found({word: _public_documents(word, site, now) for word in dict.fromkeys(wrong)})
    wrong = [word for word in dict.fromkeys(wrong) if word not in found]
    if not 0 < len(wrong) <= MOST_MENDED:
        return None
    nearest = {word: _nearest(word.lower(), known)[:MOST_TRIED] for word, known in _candidates(wrong).items()}
    tried = {
        each: _public_documents(each, site, now).filter(Q(title__icontains=each) | Q(text__icontains=each))
        for several in nearest.values()
        for each in several
    }
    offered = _found(tried) if tried else set()
    meant = {
        word: next((each for each in several if each in offered), None) for word, several in nearest.items()
    }
    if None in meant.values():
        return None
    return [meant.get(word) or word for word in words]


def _public_documents(word: str, site: Site, now: datetime) -> QuerySet[Any]:
    results = get_search_backend().search(word, SearchDocument.objects.all(), order_by_relevance=False)
    readable = public_editions(now=now, site=site).filter(stale=False)
    found: QuerySet[Any] = results.get_queryset().order_by().filter(pk__in=readable.values("page_id"))
    return found


def _found(asked: dict[str, QuerySet[Any]]) -> set[str]:
    """The words that find something, or mean nothing to the database's search. One query."""
    columns: dict[str, Any] = {f"found_{number}": Exists(each) for number, each in enumerate(asked.values())}
    if connection.vendor == "postgresql":
        for number, word in enumerate(asked):
            parsed = Func(Value(word), function="plainto_tsquery")
            columns[f"parts_{number}"] = Func(parsed, function="numnode", output_field=IntegerField())
    row = (
        VisibilityEpoch.objects.filter(pk=VisibilityEpoch.THE_ONE).annotate(**columns).values(*columns).get()
    )
    return {
        word
        for number, word in enumerate(asked)
        if row[f"found_{number}"] or row.get(f"parts_{number}", 1) == 0
    }


def _candidates(words: Iterable[str]) -> dict[str, list[str]]:
    """Of each, known words of about its length that begin or end as it does. One query."""
    wanted = Q(pk__in=[])
    for word in words:
        lower, most = word.lower(), _mistakes(word)
        alike = Q(word__startswith=lower[0]) | Q(word__endswith=lower[-2:])
        wanted |= alike & Q(length__range=(len(word) - most, len(word) + most))
    known = list(
        SearchWord.objects.annotate(length=Length("word")).filter(wanted).values_list("word", flat=True)
    )
    return dict.fromkeys(words, known)


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    """Those within reach of ``word``, the likeliest first."""
    most, plain = _mistakes(word), folded(word)
    near = []
    for each in known:
        other = folded(each)
        if each == word or len(set(plain) ^ set(other)) > 2 * most:
            continue
        mistakes = distance(plain, other, most=most)
        if mistakes <= most:
            near.append((mistakes, other[0] != plain[0], abs(len(other) - len(plain)), each))
    return [each for *_, each in sorted(near)]


def _mistakes(word: str) -> int:
    return 2 if len(word) >= TWO_MISTAKES_FROM else 1


def distance(one: str, other: str, *, most: int) -> int:
    """Letters left out, put in, changed, or swapped with the next; more than ``most`` if it is more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, with_ in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != with_))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == with_:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
