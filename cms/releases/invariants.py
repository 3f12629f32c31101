"""What must hold of releases at every moment, as part of ``manage.py check_schedule``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import F

from cms.releases.models import Release, ReleaseItem, ReleaseState


def no_release_went_out_early(now: datetime, lag: timedelta) -> Iterator[str]:
    """No release was published before its instant."""
    for release in Release.objects.filter(published_at__lt=F("go_live_at")):
        yield f"release {release.pk} “{release.title}” went out at {release.published_at}, before its time"


def scheduled_releases_are_whole(now: datetime, lag: timedelta) -> Iterator[str]:
    """A scheduled release has a time and something in it."""
    for release in Release.objects.filter(state=ReleaseState.SCHEDULED):
        if release.go_live_at is None:
            yield f"release {release.pk} “{release.title}” is scheduled and has no time"
        if not ReleaseItem.objects.filter(release=release).exists():
            yield f"release {release.pk} “{release.title}” is scheduled and empty"


CHECKS = [no_release_went_out_early, scheduled_releases_are_whole]
