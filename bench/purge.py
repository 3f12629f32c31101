"""How long Varnish goes on with the old answer: from the commit of a publish to the first new answer, under read load.

    python -m bench.purge --publishes 200 [--readers 4] [--gap 0.3]

Makes a database of its own (PostgreSQL by DATABASE_URL with REDIS_URL; without them SQLite), starts all processes and a
Varnish with the VCL that is shipped before them, keeps readers asking for all pages and lists, and publishes one page
after the other. For each, it asks for the page and for a list until both are new, and goes on for a second more: an old
answer after a new one is told and ends the run with an error.
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
from dataclasses import dataclass
from pathlib import Path

from bench import site
from tests.varnish import RunningVarnish, ask, free_port, running

LIST = "/api/v2/pages/?fields=title&limit=100"
WATCH_ON = 1.0


@dataclass
class Window:
    """Seconds from the commit to the last old answer begun; 0 for none. ``back``: old answers after a new one."""

    page: float = 0.0
    listed: float = 0.0
    back: int = 0


@dataclass
class Load:
    asked: int = 0
    hits: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--publishes", type=int, default=200)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--gap", type=float, default=0.3, help="seconds between two publishes, at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - draws pages, guards nothing
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        purge_port = free_port()
        os.environ["PURGE_CACHES"] = "varnish"
        os.environ["VARNISH_SERVERS"] = f"http://127.0.0.1:{purge_port}"
        site.choose_database(folder, name="purge")
        from bench.articles import make_articles, publish

        pages = make_articles(options.pages)
        publish(pages)
        with (
            site.running(folder) as port,
            running(folder / "varnish", origin=port, purge_port=purge_port) as varnish,
        ):
            _drain()
            load, windows = _measure(varnish, pages, options, chance)
    return _report(windows, load, options)


def _drain() -> None:
    """Until workers have done all that the making of the pages has left them."""
    from cms.editions.models import RenderRequest
    from cms.events.models import Delivery
    from cms.purging.models import PurgeRequest

    for _ in range(600):
        if not (Delivery.objects.exists() or RenderRequest.objects.exists() or PurgeRequest.objects.exists()):
            return
        time.sleep(0.1)
    raise TimeoutError("the workers have not caught up within a minute")


def _measure(
    varnish: RunningVarnish, pages: list[int], options: argparse.Namespace, chance: random.Random
) -> tuple[Load, list[Window]]:
    ending = threading.Event()
    load = Load()
    readers = [
        threading.Thread(target=_read, args=(varnish.port, pages, seed, ending, load), daemon=True)
        for seed in range(options.readers)
    ]
    for reader in readers:
        reader.start()
    windows: list[Window] = []
    watchers = []
    for number in range(1, options.publishes + 1):
        page_id = pages[number % len(pages)]
        title = f"Article {page_id}, version {number}"
        committed = _publish(page_id, title)
        windows.append(Window())
        watcher = threading.Thread(
            target=_watch, args=(varnish.port, page_id, title, committed, windows[-1]), daemon=True
        )
        watcher.start()
        watchers.append(watcher)
        time.sleep(chance.random() * options.gap)
        # A page is not published again while its watchers are looking for the version before.
        if number % (len(pages) // 2) == 0:
            for watcher in watchers:
                watcher.join()
        site.progress(number, options.publishes, "publishes")
    for watcher in watchers:
        watcher.join()
    ending.set()
    for reader in readers:
        reader.join()
    return load, windows


def _publish(page_id: int, title: str) -> float:
    """When it had committed, by the monotonic clock."""
    from django.db import transaction
    from wagtail.models import Page

    with transaction.atomic():
        page = Page.objects.get(pk=page_id).specific
        page.title = title
        page.save_revision().publish()
    return time.monotonic()


def _watch(port: int, page_id: int, title: str, committed: float, window: Window) -> None:
    """Ask for the page and the list until both are new, and a second longer."""
    places = {f"/api/v2/pages/{page_id}/": "page", LIST: "listed"}
    new: set[str] = set()

    def look() -> None:
        for address, name in places.items():
            begun = time.monotonic() - committed
            if title in ask(port, address).content.decode():
                new.add(name)
            else:
                setattr(window, name, begun)
                window.back += name in new

    while len(new) < len(places) and time.monotonic() < committed + site.GIVE_UP:
        look()
        time.sleep(0.005)
    ends = time.monotonic() + WATCH_ON
    while time.monotonic() < ends:
        look()
        time.sleep(0.05)


def _read(port: int, pages: list[int], seed: int, ending: threading.Event, load: Load) -> None:
    chance = random.Random(seed)  # noqa: S311 - draws pages, guards nothing
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=site.GIVE_UP)
    while not ending.is_set():
        path = LIST if chance.random() < 0.2 else f"/api/v2/pages/{chance.choice(pages)}/"
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        load.asked += 1
        load.hits += answer.headers["X-Cache"] == "HIT"
        time.sleep(0.001)


def _report(windows: list[Window], load: Load, options: argparse.Namespace) -> int:
    back = sum(window.back for window in windows)
    page = _spread([window.page for window in windows])
    listed = _spread([window.listed for window in windows])
    site.save(
        "purge",
        f"{site.where()}: {len(windows)} publishes, {options.readers} readers, {load.asked} answers of which "
        f"{load.hits / max(load.asked, 1):.0%} from the cache; the last old answer was begun after the commit by: page "
        f"{page}; list {listed}; {back} old answers after a new one",
    )
    return 1 if back else 0


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    parts = [f"p{percent} {site.percentile(ordered, percent) * 1000:.0f} ms" for percent in (50, 99)]
    return f"{', '.join(parts)}, at most {ordered[-1] * 1000:.0f}"


if __name__ == "__main__":
    sys.exit(main())
