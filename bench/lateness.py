"""How late a scheduled page is: from its due instant to the first answer of the pages API that shows it.

    python -m bench.lateness --pages 300 --seconds 120

Makes a database of its own (PostgreSQL by DATABASE_URL with REDIS_URL; without them SQLite), starts all processes,
schedules pages at random instants, and asks for each from just before its instant until it is there.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.databases import fresh_database

ROOT = Path(__file__).resolve().parent.parent
# A clock that has just started begins nothing early.
WARM_UP = 65.0
ASK_FROM = 0.06
PAUSE = 0.002
GIVE_UP = 30.0


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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _choose_database(Path(folder))
        import django

        django.setup()
        from bench.articles import make_articles

        pages = make_articles(options.pages)
        chance = random.Random(options.seed)  # noqa: S311 - draws instants, guards nothing
        with _running(Path(folder)) as port:
            seen = _watch(pages, port=port, seconds=options.seconds, chance=chance)
    return _report(seen)


def _choose_database(folder: Path) -> None:
    """Point this process and its children at a fresh database."""
    os.environ["DATABASE_URL"] = fresh_database(folder, name="formulary_bench_lateness")
    os.environ["VAR_DIR"] = str(folder)
    os.environ["PORT"] = str(_free_port())
    os.environ["LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"


@contextmanager
def _running(folder: Path) -> Iterator[int]:
    port = int(os.environ["PORT"])
    with (folder / "processes.log").open("w") as log:
        processes = subprocess.Popen(
            [sys.executable, "-m", "config.serve"], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_for(port)
            yield port
        finally:
            processes.send_signal(signal.SIGTERM)
            processes.wait(60)


def _watch(pages: list[int], *, port: int, seconds: float, chance: random.Random) -> list[Seen]:
    from bench.articles import schedule

    begin = datetime.now(UTC) + timedelta(seconds=WARM_UP)
    seen, threads = [], []
    for page_id in pages:
        due = begin + timedelta(seconds=chance.random() * seconds)
        schedule(page_id, due)
        seen.append(Seen())
        threads.append(threading.Thread(target=_ask, args=(port, page_id, due, seen[-1]), daemon=True))
    for _ in range(20):
        _answer(http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP), "/api/v2/pages/")
    for thread in threads:
        thread.start()
    for number, thread in enumerate(threads, 1):
        thread.join()
        _progress(number, len(threads), "pages seen")
    return seen


def _ask(port: int, page_id: int, due: datetime, seen: Seen) -> None:
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds() - ASK_FROM))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVE_UP)
    while datetime.now(UTC) < due + timedelta(seconds=GIVE_UP):
        seen.asked += 1
        if _answer(connection, f"/api/v2/pages/{page_id}/") == http.HTTPStatus.OK:
            seen.late = (datetime.now(UTC) - due).total_seconds()
            return
        time.sleep(PAUSE)


def _answer(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _report(seen: list[Seen]) -> int:
    from django.db import connection

    found = sorted(page.late for page in seen if page.late is not None)
    early = sum(late < 0 for late in found)
    where = connection.vendor + (" + Redis" if os.environ.get("REDIS_URL") else "")
    sys.stdout.write(
        f"\n{where}: {len(seen)} pages, {len(seen) - len(found)} never seen, {early} early; late by "
        + ", ".join(f"p{percent} {_percentile(found, percent) * 1000:.0f} ms" for percent in (50, 95, 99))
        + f", at most {found[-1] * 1000:.0f} ms; asked {sum(page.asked for page in seen)} times\n"
    )
    return 1 if early or len(found) < len(seen) else 0


def _percentile(ordered: list[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the web process did not answer within a minute")


def _progress(done: int, of: int, what: str) -> None:
    if sys.stderr.isatty() or done == of:
        sys.stderr.write(f"\r{done} of {of} {what}" + ("\n" if done == of else ""))


if __name__ == "__main__":
    sys.exit(main())
