"""What related pages cost as a site grows: one publish until all lists it concerns are right, and a full refresh.

    python -m bench.related --pages 1000 10000 100000

Pages are rows made for it, with words drawn as often as words are (Zipf) and a few of their own subject; they are
described, weighed, joined and listed by the code that production runs. On DATABASE_URL, else SQLite.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from bench import plots, site

WORDS_OF_PAGE, OWN_WORDS = 160, 25
VOCABULARY, SUBJECT_SIZE = 30_000, 20
CHANGES = 60


@dataclass(frozen=True)
class Seen:
    """``publish`` and ``unpublish``: milliseconds until all lists were right, in order; ``mib``: the most so far."""

    pages: int
    made_in: float
    refresh: float
    again: float
    mib: float
    publish: list[float]
    unpublish: list[float]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, nargs="+", default=[1000, 10_000, 100_000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site.choose_database(Path(folder), name="related")
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        seen = _measure(sorted(options.pages))
        _report(seen)
    return 0


def _measure(sizes: list[int]) -> list[Seen]:
    world = World()
    seen = []
    for size in sizes:
        began = time.monotonic()
        world.grow(size)
        made_in = time.monotonic() - began
        seen.append(_at(size, world, made_in))
        print(_line(seen[-1]), flush=True)  # noqa: T201 - the next size takes minutes
    return seen


def _at(size: int, world: World, made_in: float) -> Seen:
    from cms.core.moment import database_now
    from cms.related import full

    _analyze()
    refresh = _seconds(lambda: full.refresh(now=database_now(), reweigh=True))
    _analyze()
    again = _seconds(lambda: full.refresh(now=database_now(), reweigh=False))
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    publish = sorted(_change(world.edit) for _ in range(CHANGES))
    unpublish = sorted(_change(world.unpublish) for _ in range(CHANGES))
    return Seen(size, made_in, refresh, again, mib, publish, unpublish)


def _change(change: Callable[[], int]) -> float:
    """Milliseconds of the work that follows from one change."""
    from cms.core.moment import database_now
    from cms.related import services

    page_id = change()
    services.request(page_ids=[page_id], reason="bench", now=database_now())
    return 1000 * _seconds(lambda: services.refresh_due(now=database_now(), limit=10))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class World:
    """Pages of many subjects, some twenty of each."""

    def __init__(self) -> None:
        from home.services import ensure_site
        from home.services.site import section
        from medications.models import ArticleIndexPage

        ensure_site()
        self.parent = section(ArticleIndexPage)
        self.drawn = random.Random(7)  # noqa: S311 - the same pages every time
        self.sums = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
        self.words = [
            f"{self.drawn.choice('bdfgklmnprstvz')}{_syllables(number)}" for number in range(VOCABULARY)
        ]
        self.page_ids: list[int] = []
        self.entity_ids: list[int] = []

    def grow(self, size: int) -> None:
        from django.contrib.contenttypes.models import ContentType
        from wagtail.models import Locale

        from medications.models import ArticlePage, DrugPage, HowToGuidePage

        self._more_entries(size // SUBJECT_SIZE)
        types = [
            ContentType.objects.get_for_model(model) for model in (ArticlePage, DrugPage, HowToGuidePage)
        ]
        locale = Locale.get_default()
        while len(self.page_ids) < size:
            self._add(range(len(self.page_ids), min(size, len(self.page_ids) + 5000)), types, locale)

    def edit(self) -> int:
        from cms.editions.models import SearchDocument

        page_id = self.drawn.choice(self.page_ids)
        subject = self.page_ids.index(page_id) // SUBJECT_SIZE
        SearchDocument.objects.filter(pk=page_id).update(title=self._title(subject), text=self._text(subject))
        return page_id

    def unpublish(self) -> int:
        from wagtail.models import Page

        page_id = self.drawn.choice(self.page_ids)
        Page.objects.filter(pk=page_id).update(live=False)
        return page_id

    def _more_entries(self, count: int) -> None:
        from medications.models import Condition

        for number in range(len(self.entity_ids), count):
            made = Condition.objects.create(name=f"Condition {number}", slug=f"condition-{number}")
            self.entity_ids.append(made.pk)

    def _add(self, numbers: range, types: list[Any], locale: Any) -> None:
        from wagtail.models import Page

        from cms.editions.models import SearchDocument
        from medications.models import EntityMention
        from medications.models.page_parts import PageTopic

        pages = Page.objects.bulk_create(
            Page(
                path=f"{self.parent.path}{_step(number + 1)}",
                depth=self.parent.depth + 1,
                title=self._title(number // SUBJECT_SIZE),
                draft_title="",
                slug=f"page-{number}",
                url_path=f"{self.parent.url_path}page-{number}/",
                content_type=types[number % len(types)],
                locale=locale,
                live=True,
            )
            for number in numbers
        )
        self.page_ids += [page.pk for page in pages]
        SearchDocument.objects.bulk_create(
            SearchDocument(page_id=page.pk, title=page.title, text=self._text(number // SUBJECT_SIZE))
            for number, page in zip(numbers, pages, strict=True)
        )
        PageTopic.objects.bulk_create(
            PageTopic(page=page, entity_id=self._entry(number))
            for number, page in zip(numbers, pages, strict=True)
        )
        EntityMention.objects.bulk_create(
            EntityMention(page=page, entity_id=entity_id, source="inline", count=2)
            for page in pages
            for entity_id in self.drawn.sample(self.entity_ids, min(4, len(self.entity_ids)))
        )

    def _entry(self, number: int) -> int:
        return self.entity_ids[min(number // SUBJECT_SIZE, len(self.entity_ids) - 1)]

    def _title(self, subject: int) -> str:
        return " ".join(
            [*self._own(subject)[:2], *self.drawn.choices(self.words, cum_weights=self.sums, k=2)]
        )

    def _text(self, subject: int) -> str:
        own = self.drawn.choices(self._own(subject), k=OWN_WORDS)
        return " ".join([*own, *self.drawn.choices(self.words, cum_weights=self.sums, k=WORDS_OF_PAGE)])

    def _own(self, subject: int) -> list[str]:
        """The words of a subject, drawn from the rarer ones."""
        return random.Random(subject).sample(self.words[2000:], 12)  # noqa: S311 - the same every time


def _syllables(number: int) -> str:
    made = ""
    while True:
        made += "aeiou"[number % 5] + "bcdfgklmnprtvxz"[number // 5 % 15]
        number //= 75
        if not number:
            return made


def _step(number: int) -> str:
    """A step of a path in the tree."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    made = ""
    for _ in range(4):
        made, number = digits[number % 36] + made, number // 36
    return made


def _line(seen: Seen) -> str:
    return (
        f"{seen.pages:>8,} pages: publish p50 {statistics.median(seen.publish):6.1f} ms, "
        f"p95 {_p95(seen.publish):6.1f} ms; "
        f"unpublish p95 {_p95(seen.unpublish):6.1f} ms; full refresh {seen.refresh:6.1f} s, again {seen.again:6.1f} s; "
        f"{seen.mib:,.0f} MiB"
    )


def _p95(values: list[float]) -> float:
    return values[len(values) * 95 // 100]


def _report(seen: list[Seen]) -> None:
    where = site.where().split(maxsplit=1)[0]
    site.save(f"related-{where}", "\n".join([f"Related pages, {where}", *map(_line, seen)]))
    plots.curves(
        f"related-{where}",
        title=f"Related pages on {where}, by the number of pages",
        lines={
            "publish p50, ms": [(each.pages, statistics.median(each.publish)) for each in seen],
            "publish p95, ms": [(each.pages, _p95(each.publish)) for each in seen],
            "full refresh, s": [(each.pages, each.refresh) for each in seen],
        },
    )


if __name__ == "__main__":
    sys.exit(main())
