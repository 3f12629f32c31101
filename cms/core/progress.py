"""A progress bar on the error stream, so that the summary on the output stream stays clean."""

from __future__ import annotations

import sys
import time
from argparse import BooleanOptionalAction
from collections.abc import Mapping
from typing import Any, TextIO

from django.core.management.base import CommandParser

WIDTH = 30
INTERVAL = 0.2


def add_progress_argument(parser: CommandParser) -> None:
    """``--progress`` and ``--no-progress``, for :func:`progress_bar`."""
    parser.add_argument(
        "--progress",
        action=BooleanOptionalAction,
        default=None,
        help="show a progress bar on the error stream; by default where that is a terminal",
    )


def progress_bar(options: Mapping[str, Any], *, noun: str) -> ProgressBar:
    """The bar that a command's options ask for."""
    shown = options["progress"] if options["progress"] is not None else sys.stderr.isatty()
    return ProgressBar(sys.stderr, shown=shown, noun=noun)


class ProgressBar:
    """Shows how much of a long command is done, at most five times a second; nothing where ``shown`` is False."""

    def __init__(self, stream: TextIO, *, shown: bool, noun: str) -> None:
        self._stream = stream
        self._shown = shown
        self._noun = noun
        self._began = time.monotonic()
        self._drawn = 0.0

    def update(self, part: float, *, count: int, final: bool = False) -> None:
        """Draw the bar anew. ``part`` of the whole, from 0 to 1; ``count`` of the noun, in the plural.

        ``final`` draws it in any case and ends the line.
        """
        now = time.monotonic()
        if not self._shown or (now - self._drawn < INTERVAL and not final):
            return
        self._drawn = now
        part = min(part, 1.0)
        filled = round(part * WIDTH)
        seconds = now - self._began
        left = f", {_clock(seconds / part - seconds)} left" if 0.02 < part < 1 and not final else ""
        bar = "#" * filled + "." * (WIDTH - filled)
        self._stream.write(f"\r[{bar}] {part:4.0%}  {count:,} {self._noun}, {_clock(seconds)}{left}    ")
        self._stream.write("\n" if final else "")
        self._stream.flush()

    def clear(self) -> None:
        """Make room for a line of text; the bar comes again with the next update."""
        if self._shown:
            self._stream.write("\r\033[K")
            self._stream.flush()
            self._drawn = 0.0


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
