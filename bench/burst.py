"""Many single pages due at the same time, with two workers: how soon all are visible, each published once.

    python -m bench.burst --pages 1000 [--spread 1] [--workers 2] [--bystanders 20] [--stock 2000]

``--spread``: the seconds over which their instants are drawn; nought: all at the same instant. Bystanders are pages due
one by one while the rest is worked off, which must not wait behind it. With --stock, Wagtail's own `publish_scheduled`
is measured in the same run, on so many pages. PostgreSQL by DATABASE_URL, REDIS_URL.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import site
from bench.counting import Readers, wait_until
from bench.throughput import MODULES, Side, measure

LONGEST = 3600.0
# How long it may take to schedule one page.
PACE = 0.15


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--spread", type=float, default=0.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--bystanders", type=int, default=0)
    parser.add_argument("--stock", type=int, default=0, metavar="PAGES")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site.choose_database(folder, name="burst")
        from bench.articles import make_articles

        pages = make_articles(options.pages + options.bystanders)
        with site.running(folder, workers=options.workers) as port:
            words, is_well, rate = _burst(
                pages[: options.pages], pages[options.pages :], port=port, spread=options.spread
            )
    lines = [f"{site.where()}, {options.workers} workers: {words}"]
    if options.stock:
        side = Side(MODULES["stock"])
        measure(side, options.stock, 0, 1)
        stock = side.rate(1)
        lines.append(
            f"stock, one process, {options.stock} pages: {stock:.1f} pages/s; ours {rate:.1f} pages/s: "
            f"{rate / stock:.1f} times stock"
        )
    site.save(f"burst-{options.pages}", "\n".join(lines))
    return 0 if is_well else 1


def _burst(pages: list[int], bystanders: list[int], *, port: int, spread: float) -> tuple[str, bool, float]:
    from bench.articles import schedule

    chance = random.Random(1)  # noqa: S311 - draws instants, guards nothing
    # While they are scheduled, the clocks grow old enough to begin early.
    start = datetime.now(UTC) + timedelta(seconds=max(site.WARM_UP, len(pages) * PACE) + 10)
    dues = {page: start + timedelta(seconds=chance.random() * spread) for page in pages}
    dues |= {page: start + timedelta(seconds=1 + number) for number, page in enumerate(bystanders)}
    for number, (page, due) in enumerate(dues.items(), 1):
        schedule(page, due)
        site.progress(number, len(dues), "pages scheduled")
    last = max(dues.values())
    if datetime.now(UTC) > start:
        raise RuntimeError("this machine is too slow to schedule them in time")
    wait_until(start - timedelta(seconds=2))
    size = len(dues)
    with Readers(port, [], size) as readers:
        ends = time.monotonic() + LONGEST
        while readers.first_complete() is None and time.monotonic() < ends:
            time.sleep(0.2)
    return _judge(readers, dues, bystanders, last=last)


def _judge(
    readers: Readers, dues: dict[int, datetime], bystanders: list[int], *, last: datetime
) -> tuple[str, bool, float]:
    from cms.events.models import Event, EventKind
    from cms.publishing.models import JobState, PublishJob

    events = Counter(
        Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id__in=dues).values_list(
            "object_id", flat=True
        )
    )
    jobs = PublishJob.objects.filter(state=JobState.DONE, kind="publish", finished_at__isnull=False)
    late = {
        int(job.object_id): (job.finished_at - job.due).total_seconds() for job in jobs if job.finished_at
    }
    burst = sorted(late[page] for page in dues if page not in bystanders and page in late)
    aside = sorted(late[page] for page in bystanders if page in late)
    complete = readers.first_complete()
    seconds = (complete - last).total_seconds() if complete else float("inf")
    twice = sum(count > 1 for count in events.values())
    early = sum(value < 0 for value in late.values())
    work = max((burst[-1] if burst else 0.0), 0.001)
    words = (
        f"{len(dues) - len(bystanders)} pages due at once: all visible {seconds:.2f} s after the last instant; "
        f"{twice} twice, {len(dues) - len(events)} never, {early} early; late by "
        f"p50 {site.percentile(burst, 50):.2f} s, p99 {site.percentile(burst, 99):.2f} s, at most {burst[-1]:.2f} s"
    )
    if aside:
        words += (
            f"; {len(aside)} bystanders: p50 {site.percentile(aside, 50):.2f} s, at most {aside[-1]:.2f} s"
        )
    return words, not (twice or early or len(events) < len(dues)), len(burst) / work


if __name__ == "__main__":
    sys.exit(main())
