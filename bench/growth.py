"""What grows with the number of pages: a page by its path, the first and the thousandth part of a list, a publish.

    python -m bench.growth --pages 1000 --to 50000

Pages are made, asked for and published; then they are copied in PostgreSQL (DATABASE_URL), and all is measured again.
Readers ask one after the other, so that their milliseconds are those of one answer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench import cloning, plots, site
from bench.databases import fresh_database
from bench.servers import API, OURS, Server, environment_of, serving
from bench.throughput import run

CARDS = f"{API}/?type=medications.ArticlePage&view=card&limit=20&cursor="
ASKED = 300
PUBLISHED = 40
PART = 1000


@dataclass(frozen=True)
class Seen:
    """Medians of milliseconds, and of queries of one publish."""

    by_path: float
    first_part: float
    last_part: float
    publish: float
    publish_cpu: float
    queries: float
    last_number: int


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--to", type=int, default=50000)
    options = parser.parse_args()
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
        url = held.enter_context(fresh_database(folder, name="formulary_bench_growth"))
        environment = environment_of(folder, {"ours": url, "stock": ""})
        pages: dict[str, str] = run("bench.ours", "fill", options.pages, environment)
        few = _measure(environment, pages)
        cloning.clone(url, cloning.OURS, [int(pk) for pk in pages], copies=options.to // options.pages - 1)
        many = _measure(environment, pages)
    _report(few, many, options.pages, options.to)
    return 0


def _measure(environment: dict[str, str], pages: dict[str, str]) -> Seen:
    with serving("ours", OURS, environment) as server:
        cursors = _cursors(server)
        published: dict[str, list[float]] = run("bench.ours", "republish", PUBLISHED, environment)
        paths = [f"{API}/by-path/?path={path}" for path in pages.values()]
        return Seen(
            by_path=_milliseconds(server, paths),
            first_part=_milliseconds(server, [CARDS]),
            last_part=_milliseconds(server, [CARDS + quote(cursors[-1])]),
            publish=statistics.median(published["ms"]),
            publish_cpu=statistics.median(published["cpu_ms"]),
            queries=statistics.median(published["queries"]),
            last_number=len(cursors),
        )


def _cursors(server: Server) -> list[str]:
    """Where the parts of the list begin, up to the thousandth."""
    found = [""]
    while len(found) < PART:
        following = json.loads(server.get(CARDS + quote(found[-1])).read())["meta"]["next_cursor"]
        if following is None:
            break
        found.append(following)
    return found


def _milliseconds(server: Server, paths: list[str]) -> float:
    taken = []
    for number in range(ASKED * 2):
        began = time.perf_counter()
        answer = server.get(paths[number % min(len(paths), ASKED)])
        answer.read()
        taken.append((time.perf_counter() - began) * 1000)
    # The first half is to make all of them known.
    return statistics.median(taken[ASKED:])


def _report(few: Seen, many: Seen, pages: int, to: int) -> None:
    names = {
        "by-path, ms": "by_path",
        "first part of the cards, ms": "first_part",
        "last part, by cursor, ms": "last_part",
        "publish, ms": "publish",
        "publish, ms of the processor": "publish_cpu",
        "publish, queries": "queries",
    }
    lines = [
        f"PostgreSQL, medians; the last part: number {few.last_number} of {pages} pages, {many.last_number} of {to}"
    ]
    for words, name in names.items():
        before, after = getattr(few, name), getattr(many, name)
        lines.append(f"{words:<32} {before:8.2f} → {after:8.2f}   {after / before:.2f} times")
    site.save("growth", "\n".join(lines))
    drawn = list(names.items())[:4]
    plots.curves(
        "growth",
        title="Milliseconds by the number of pages",
        lines={words: [(pages, getattr(few, name)), (to, getattr(many, name))] for words, name in drawn},
    )


if __name__ == "__main__":
    sys.exit(main())
