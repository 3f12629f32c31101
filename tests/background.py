"""What workers do in the background, done by the test itself, or beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection, transaction

from cms.editions import services as editions
from cms.editions.models import RenderRequest
from cms.events import services as events
from cms.related import full as related

AnswerT = TypeVar("AnswerT")


def catch_up() -> None:
    """Deliver every event and render whatever waits, until nothing is left to do."""
    while True:
        moment = datetime.now(UTC)
        delivered = events.deliver_due(now=moment, limit=1000)
        # What is rendered often rests meanwhile.
        rendered = editions.render_requested(now=moment, limit=1000, lag=-editions.REST)
        refreshed = related.keep_up(now=moment, limit=1000)
        assert not delivered.failed, "a delivery failed; the log says why"
        assert not rendered.failed, "a rendering failed; the log says why"
        assert not refreshed.failed, "a refresh failed; the log says why"
        if not delivered.delivered and not rendered.done and not refreshed.done:
            return


def beside(work: Callable[[], object]) -> threading.Thread:
    """``work``, begun on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def answer_beside(work: Callable[[], AnswerT]) -> AnswerT:
    """The result of ``work``, done on a connection of its own."""
    answers: list[AnswerT] = []
    beside(lambda: answers.append(work())).join()
    return answers[0]


class AnotherSession:
    """Does something in a transaction of its own, from when the test's own work first waits."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._thread: threading.Thread | None = None
        self._answers: list[Any] = []

    def ask_and_sleep(self, seconds: float) -> bool:
        if self._thread is None:
            self._thread = beside(self._do)
        time.sleep(seconds)
        return False

    def answer(self) -> Any:
        assert self._thread is not None, "nothing has waited"
        self._thread.join()
        return self._answers[0]

    def _do(self) -> None:
        with transaction.atomic():
            self._answers.append(self._work())


def waiting() -> set[int]:
    """Pages that the events so far ask to render anew."""
    while events.deliver_due(now=datetime.now(UTC)).delivered:
        pass
    return set(RenderRequest.objects.values_list("page_id", flat=True))
