"""How long to wait before what has failed is tried again."""

from __future__ import annotations

from datetime import timedelta


def wait_after(attempts: int, *, first: timedelta, longest: timedelta) -> timedelta:
    """``first`` where nothing was tried before, doubled with each try, and never more than ``longest``."""
    # No higher power: the product would be longer than any timedelta.
    return min(first * 2 ** min(attempts, 16), longest)
