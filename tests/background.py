"""What workers do in the background, done by the test itself, or beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection

from cms.editions import services as editions
from cms.editions.models import RenderRequest
from cms.events import services as events


def catch_up() -> None:
    """Deliver every event and render whatever waits, until nothing is left to do."""
    while True:
        moment = datetime.now(UTC)
        delivered = events.deliver_due(now=moment, limit=1000)
        rendered = editions.render_requested(now=moment, limit=1000)
        assert not delivered.failed, "a delivery failed; the log says why"
        assert not rendered.failed, "a rendering failed; the log says why"
        if not delivered.delivered and not rendered.done:
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


def waiting() -> set[int]:
    """Pages that the events so far ask to render anew."""
    while events.deliver_due(now=datetime.now(UTC)).delivered:
        pass
    return set(RenderRequest.objects.values_list("page_id", flat=True))
