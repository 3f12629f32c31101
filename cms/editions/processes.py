"""Rendering many pages in several processes.

Each process imports this file before Django is set up in it, so nothing here needs Django before it is called.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process

# So many are given to a process at a time.
AT_ONCE = 10


@dataclass(frozen=True)
class Rerendered:
    """``done``: pages dealt with; ``changed``: those with a new edition; ``failed``: the others, each with why."""

    done: int = 0
    changed: int = 0
    failed: tuple[tuple[int, str], ...] = ()

    def __add__(self, other: Rerendered) -> Rerendered:
        return Rerendered(self.done + other.done, self.changed + other.changed, (*self.failed, *other.failed))


class ProcessLost(Exception):
    """One of the processes was ended from outside, such as for want of memory."""


def rerender(page_ids: Sequence[int], *, workers: int) -> Iterator[Rerendered]:
    """Render the pages anew, each in a transaction of its own; yields what was done meanwhile.

    With one worker it is done here. Raises ``ProcessLost``; what was done until then stays.
    """
    parts = [page_ids[start : start + AT_ONCE] for start in range(0, len(page_ids), AT_ONCE)]
    if workers == 1:
        yield from map(_render, parts)
        return
    pool = ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn"), initializer=_begin)
    try:
        for finished in as_completed([pool.submit(_render, part) for part in parts]):
            yield finished.result()
    except BrokenProcessPool as error:
        raise ProcessLost("a process that rendered was ended from outside") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """In each process."""
    import django

    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()


def _end_with_parent() -> None:
    """Who has lost its parent would wait for work forever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _render(page_ids: Sequence[int]) -> Rerendered:
    from cms.editions.services import rerender_pages

    return rerender_pages(page_ids=page_ids)
