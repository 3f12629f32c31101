"""Refreshing by the clock, where no worker does: beside it, because it may take seconds."""

from __future__ import annotations

from datetime import timedelta

from cms.publishing.aside import Aside
from cms.related import full, services

# A worker may have other work first.
PATIENCE = timedelta(seconds=10)
AT_ONCE = 20

refreshing = Aside(
    "related",
    lambda now, lag: full.keep_up(now=now, lag=lag, limit=AT_ONCE),
    is_owed=lambda now, lag: services.is_owed(now=now, lag=lag),
    patience=PATIENCE,
)
