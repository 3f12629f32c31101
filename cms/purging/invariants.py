"""What must hold between events and caches, for ``manage.py check_schedule``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min

from cms.purging import configured
from cms.purging.models import PurgeRequest

PURGED_WITHIN = timedelta(minutes=1)


def caches_are_purged(now: datetime, lag: timedelta) -> Iterator[str]:
    """No cache has been owed a purge for long."""
    owed = PurgeRequest.objects.filter(
        cache__in=configured.names(), again=False, requested_at__lt=now - max(lag, PURGED_WITHIN)
    )
    for row in (
        owed.order_by()
        .values("cache")
        .annotate(
            count=Count("pk"), since=Min("requested_at"), tries=Max("attempts"), error=Max("last_error")
        )
    ):
        error = f": {row['error']}" if row["error"] else ""
        yield f"{row['cache']} is owed {row['count']} purges since {row['since']}, {row['tries']} tries{error}"


CHECKS = (caches_are_purged,)
