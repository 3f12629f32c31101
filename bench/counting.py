"""Readers who count, as fast as they are answered, how many of the pages there are."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench import site

PAUSE = 0.01
# Counting many pages takes a while, and whoever asks all the time takes a processor from what is measured.
MANY, PAUSE_OF_MANY = 2000, 0.5
LIST = "/api/v2/pages/?type=medications.ArticlePage&limit=1"


@dataclass(frozen=True)
class Count:
    """What one answer said, and when it was asked for and was there."""

    asked: datetime
    known: datetime
    there: int


@dataclass
class Readers:
    """``by_path``: asked in turn, whether they are there; each counts as all or none. Use as a context."""

    port: int
    by_path: list[str]
    size: int
    counts: list[Count] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Readers:
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._list, self._look)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(site.GIVE_UP)

    def in_order(self) -> list[Count]:
        return sorted(self.counts, key=lambda count: count.known)

    def between(self) -> list[Count]:
        """Answers that said some, and not all."""
        return [count for count in self.counts if count.there not in {0, self.size}]

    def first_complete(self) -> datetime | None:
        return next((count.known for count in self.in_order() if count.there == self.size), None)

    def _list(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=site.GIVE_UP)
        pause = PAUSE if self.size <= MANY else PAUSE_OF_MANY
        while not self._over.wait(pause):
            asked = datetime.now(UTC)
            _, answer = site.ask(connection, LIST)
            self.counts.append(Count(asked, datetime.now(UTC), int(answer["meta"]["total_count"])))

    def _look(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=site.GIVE_UP)
        turn = 0
        while self.by_path and not self._over.wait(PAUSE):
            path = self.by_path[turn % len(self.by_path)]
            turn += 1
            asked = datetime.now(UTC)
            status, _ = site.ask(connection, f"/api/v2/pages/by-path/?path={path}")
            there = self.size if status == http.HTTPStatus.OK else 0
            self.counts.append(Count(asked, datetime.now(UTC), there))


def wait_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))


def is_mixed(counts: list[Count]) -> bool:
    """Whether somebody was told of none after somebody had already been told of all."""
    complete = [count.known for count in counts if count.there]
    return bool(complete) and any(not count.there and count.asked > min(complete) for count in counts)
