"""How late a scheduled page is: from its due instant to the first answer of the pages API that shows it.

    python -m bench.lateness --pages 300 --seconds 120 [--redis-stopped]

Makes a database of its own (PostgreSQL by DATABASE_URL with REDIS_URL; without them SQLite), starts all processes,
schedules pages at random instants, and asks for each from just before its instant until it is there. With
--redis-stopped they begin with a Redis of their own, which is ended before the first page is due. The result goes to
var/bench, with a histogram.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import plots, site
from tests.services import redis_server

ASK_FROM = 0.06
PAUSE = 0.002


@dataclass
class Seen:
    """When a page was first there, in seconds after its due instant; None if it never was."""

    late: float | None = None
    asked: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=120.0, help="over which the instants are spread")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--redis-stopped", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - draws instants, guards nothing
    with tempfile.TemporaryDirectory() as name, ExitStack() as redis:
        folder = Path(name)
        if options.redis_stopped:
            os.environ.pop("REDIS_URL", None)
            os.environ["REDIS_URL"] = redis.enter_context(redis_server()) or ""
        site.choose_database(folder, name="lateness")
        from bench.articles import make_articles

        pages = make_articles(options.pages)
        with site.running(folder) as port:
            seen = _watch(pages, port=port, seconds=options.seconds, chance=chance, redis=redis)
        committed = _committed()
    return _report(seen, committed, redis_stopped=options.redis_stopped)


def _watch(
    pages: list[int], *, port: int, seconds: float, chance: random.Random, redis: ExitStack
) -> list[Seen]:
    from bench.articles import schedule

    begin = datetime.now(UTC) + timedelta(seconds=site.WARM_UP)
    seen, threads = [], []
    for page_id in pages:
        due = begin + timedelta(seconds=chance.random() * seconds)
        schedule(page_id, due)
        seen.append(Seen())
        threads.append(threading.Thread(target=_ask, args=(port, page_id, due, seen[-1]), daemon=True))
    redis.close()
    for thread in threads:
        thread.start()
    for number, thread in enumerate(threads, 1):
        thread.join()
        site.progress(number, len(threads), "pages seen")
    return seen


def _committed() -> list[float]:
    """By how many seconds each publish was late in the database, in order."""
    from cms.publishing.models import PublishJob

    jobs = PublishJob.objects.filter(finished_at__isnull=False)
    return sorted((job.finished_at - job.due).total_seconds() for job in jobs if job.finished_at)


def _ask(port: int, page_id: int, due: datetime, seen: Seen) -> None:
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds() - ASK_FROM))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=site.GIVE_UP)
    while datetime.now(UTC) < due + timedelta(seconds=site.GIVE_UP):
        seen.asked += 1
        status, _ = site.ask(connection, f"/api/v2/pages/{page_id}/")
        if status == http.HTTPStatus.OK:
            seen.late = (datetime.now(UTC) - due).total_seconds()
            return
        time.sleep(PAUSE)


def _report(seen: list[Seen], committed: list[float], *, redis_stopped: bool) -> int:
    found = sorted(page.late for page in seen if page.late is not None)
    early = sum(late < 0 for late in found)
    where = site.where() + (", stopped" if redis_stopped else "")
    if not found:
        site.save(
            "lateness",
            f"{where}: none of {len(seen)} pages was seen within {site.GIVE_UP:.0f} s of its instant",
        )
        return 1
    spread = _spread(found)
    words = (
        f"{where}: {len(seen)} pages, {len(seen) - len(found)} never seen, {early} early; late by {spread}, at most "
        f"{found[-1] * 1000:.0f} ms; asked {sum(page.asked for page in seen)} times; in the database late by "
        f"{_spread(committed)}"
    )
    name = "lateness-" + where.replace(" + ", "-").replace(", ", "-").lower()
    site.save(name, words)
    plots.histogram(
        name, title=f"{len(found)} pages, {where}: {spread}", milliseconds=[late * 1000 for late in found]
    )
    return 1 if early or len(found) < len(seen) else 0


def _spread(ordered: list[float]) -> str:
    return ", ".join(
        f"p{percent} {site.percentile(ordered, percent) * 1000:.0f} ms" for percent in (50, 95, 99)
    )


if __name__ == "__main__":
    sys.exit(main())
