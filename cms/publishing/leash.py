"""How a long-running command learns that it should end."""

from __future__ import annotations

import os
import select
import signal
import stat
import sys
import time
from types import FrameType


class Leash:
    """Taut as soon as the process is asked to end: SIGTERM, SIGINT, or the end of the pipe on standard input.

    The pipe's other end is held by the worker that started this process; it closes however that worker ends. A terminal
    or a file on standard input says nothing. Made once, in the main thread.
    """

    def __init__(self) -> None:
        self._asked = False
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._watched = [self._woken]
        if _is_pipe_on_stdin():
            self._watched.append(sys.stdin.fileno())

    def taut(self) -> bool:
        """Whether to end now."""
        self.wait(0)
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Sleep, at most that long; returns at once, and True, when asked to end."""
        until = time.monotonic() + seconds
        while not self._asked:
            ready, _, _ = select.select(self._watched, [], [], max(0.0, until - time.monotonic()))
            for descriptor in ready:
                ended = not os.read(descriptor, 1024)
                self._asked = self._asked or ended
            if not ready:
                break
        return self._asked

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._asked = True


def _is_pipe_on_stdin() -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode)
    except (OSError, ValueError, AttributeError):
        return False
