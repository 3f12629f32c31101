"""The clock makes images, too, in case no worker does: in a thread of its own, because each takes seconds."""

from __future__ import annotations

from datetime import timedelta

from cms.images import services
from cms.publishing.aside import Aside

# A worker may have others to make first.
PATIENCE = timedelta(seconds=10)

making = Aside(
    "images",
    lambda now, lag: services.make_due(now=now, lag=lag),
    is_owed=lambda now, lag: services.is_owed(now=now, lag=lag),
    patience=PATIENCE,
)
