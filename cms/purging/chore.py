"""The clock purges, too, in case no worker does: in a thread of its own, because a cache may keep it waiting."""

from __future__ import annotations

from cms.publishing.aside import Aside
from cms.purging import services

purging = Aside(
    "purging",
    lambda now, lag: services.purge_due(now=now, lag=lag),
    is_owed=lambda now, lag: services.is_owed(now=now, lag=lag),
)
