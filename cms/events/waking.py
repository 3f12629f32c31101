"""Waking a worker without ever waiting for the broker.

A broker that is down, frozen or slow must not hold up whoever has just committed, be it an editor's request or the
clock. So the message is sent from a thread of its own; many wake-ups asked for while one is on its way become one; and
one that can't be sent is dropped, because the rows it speaks of are swept every few seconds.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

QUIET_AFTER_FAILURE = 5.0
# A worker that is asked to end waits for its task: what is left then is for the next one.
LONGEST_SWEEP = 5.0


class Waker:
    """Calls ``send`` soon after each ``wake``, in a daemon thread that starts with the first one in each process."""

    def __init__(self, name: str, send: Callable[[], object], *, quiet: float = QUIET_AFTER_FAILURE) -> None:
        self._name = name
        self._send = send
        self._quiet = quiet
        self._lock = threading.Lock()
        self._asked = threading.Event()
        self._pid: int | None = None

    def wake(self) -> None:
        """Ask for one message. Returns at once."""
        self._asked.set()
        if self._pid != os.getpid():
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._pid == os.getpid():
                return
            # Threads do not survive a fork; neither may an event that one of them was waiting for.
            self._pid = os.getpid()
            self._asked = threading.Event()
            self._asked.set()
            threading.Thread(target=self._run, name=f"waker-{self._name}", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            try:
                self._send()
            except Exception:  # the edge of a task: brokers fail in many ways, and none may matter
                logger.warning("could not wake %s; it is swept instead", self._name, exc_info=True)
                time.sleep(self._quiet)


def sweep_with(once: Callable[[], tuple[int, int]], waker: Waker) -> int:
    """Do what waits, some at a time, until nothing does; ``waker`` calls somebody for what takes longer.

    ``once`` says how many it did and how many failed. Returns how many failed, and will be tried again.
    """
    failed = 0
    ends = time.monotonic() + LONGEST_SWEEP
    while time.monotonic() < ends:
        done, failures = once()
        failed += failures
        if not done:
            return failed
    waker.wake()
    return failed
