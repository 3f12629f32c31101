"""How long Varnish goes on with the old answer: from the commit of a change to the first new answer, under read load.

    python -m bench.purge --publishes 1000 [--readers 4] [--gap 0.3]

Makes a database of its own (PostgreSQL by DATABASE_URL with REDIS_URL; without them SQLite), starts all processes and a
Varnish with the VCL that is shipped before them, keeps readers asking for all pages and lists, and changes one page
after the other by every route there is (bench/purge_routes.py). After each, it asks for the page, for its path and for
a list until all are new and the purge has returned, and goes on for a second more: an old answer after the purge, or
after a new one, is told and ends the run with an error.
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench import site
from tests.varnish import RunningVarnish, ask, free_port, running

if TYPE_CHECKING:
    from bench.purge_routes import Change

LIST = "/api/v2/pages/?fields=title&limit=100"
PLACES = ("page", "by-path", "list")
LOOK_EVERY = 0.01
WATCH_ON = 1.0


@dataclass
class Window:
    """``last_old``: by place, seconds from the commit to the last old answer begun; 0 for none. ``returned``: seconds
    to the purge seen returned. ``back``, ``late``: old answers after a new one, and after the purge. ``never``: it did
    not become new.
    """

    route: str
    last_old: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PLACES, 0.0))
    returned: float = 0.0
    back: int = 0
    late: int = 0
    never: bool = False


@dataclass
class Load:
    asked: int = 0
    hits: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--publishes", type=int, default=1000)
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
    from bench.purge_routes import Site

    ending = threading.Event()
    load = Load()
    readers = [
        threading.Thread(target=_read, args=(varnish.port, pages[:], seed, ending, load), daemon=True)
        for seed in range(options.readers)
    ]
    for reader in readers:
        reader.start()
    windows: list[Window] = []
    watchers: dict[int, threading.Thread] = {}

    def wait_for(page_id: int) -> None:
        if page_id in watchers:
            watchers.pop(page_id).join()

    articles = Site(pages[:], wait_for)
    for number in range(1, options.publishes + 1):
        change = articles.change()
        windows.append(Window(change.route))
        wait_for(change.page_id)
        watchers[change.page_id] = threading.Thread(
            target=_watch, args=(varnish.port, change, windows[-1]), daemon=True
        )
        watchers[change.page_id].start()
        time.sleep(chance.random() * options.gap)
        site.progress(number, options.publishes, "changes")
    for watcher in watchers.values():
        watcher.join()
    ending.set()
    for reader in readers:
        reader.join()
    return load, windows


def _watch(port: int, change: Change, window: Window) -> None:
    """Look until all is new and the purge has returned, and a second longer."""
    from django.db import connection

    try:
        sequence = _number_of(change)
        new: set[str] = set()
        ends = change.committed + site.GIVE_UP
        while (len(new) < len(change.looks) or not window.returned) and time.monotonic() < ends:
            _look(port, change, window, new)
            if not window.returned and _has_returned(sequence):
                window.returned = time.monotonic() - change.committed
            time.sleep(LOOK_EVERY)
        window.never = len(new) < len(change.looks)
    finally:
        connection.close()
    ends = time.monotonic() + WATCH_ON
    while time.monotonic() < ends:
        _look(port, change, window, new)
        time.sleep(0.05)


def _look(port: int, change: Change, window: Window, new: set[str]) -> None:
    for name, (address, is_new) in change.looks.items():
        begun = time.monotonic() - change.committed
        if is_new(ask(port, address)):
            new.add(name)
        else:
            window.last_old[name] = begun
            window.back += name in new
            window.late += bool(window.returned)


def _number_of(change: Change) -> int:
    """Of the event of the change."""
    from cms.events.models import Event

    events = Event.objects.filter(object_kind="page", object_id=change.page_id)
    return events.order_by("-sequence").values_list("sequence", flat=True)[0]


def _has_returned(sequence: int) -> bool:
    """Whether Varnish has answered the purge for that event."""
    from cms.events.models import Delivery
    from cms.purging.models import PurgeRequest

    if Delivery.objects.filter(consumer="purging", event_id__lte=sequence).exists():
        return False
    request = PurgeRequest.objects.filter(event__gte=sequence).order_by("pk").first()
    return request is None or request.again


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
    back, late, never = (
        sum(getattr(window, name) for window in windows) for name in ("back", "late", "never")
    )
    lines = [
        f"{site.where()}: {len(windows)} changes, {options.readers} readers",
        f"{load.asked} answers to them, {load.hits / max(load.asked, 1):.0%} from the cache",
        "from the commit to the last old answer begun:",
        *(f"  {name:<18}{_spread([window.last_old[name] for window in windows])}" for name in PLACES),
        f"from the commit to the purge seen returned: {_spread([window.returned for window in windows])}",
        "the page, by route:",
    ]
    for route in sorted({window.route for window in windows}):
        took = [max(window.last_old.values()) for window in windows if window.route == route]
        lines.append(f"  {route:<18}{_spread(took)}, {len(took)} times")
    lines.append(
        f"{late} old answers after the purge had returned, {back} after a new one, {never} never new"
    )
    site.save("purge", "\n".join(lines))
    return 1 if back or late or never else 0


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    parts = [f"p{percent} {site.percentile(ordered, percent) * 1000:.0f} ms" for percent in (50, 99)]
    return f"{', '.join(parts)}, at most {ordered[-1] * 1000:.0f}"


if __name__ == "__main__":
    sys.exit(main())
