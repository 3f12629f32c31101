"""Moving a release: all that goes out together gets another time, or nothing does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.calendar.entries import Place
from cms.calendar.refusals import NotAllowed, NotMoved, Overtaken
from cms.core.problems import SeveralRefused
from cms.publishing.words import moment_in_words
from cms.releases import services
from cms.releases.models import Release, ReleaseState
from cms.releases.selectors import may_publish_releases


def check_move(*, place: Place, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    """Raises ``NotMoved`` if :func:`move` would; changes and locks nothing."""
    release = Release.objects.filter(pk=place.object_id).first()
    _check(release, was=was, to=to, user=user, now=now)


@transaction.atomic
def move(*, place: Place, was: datetime, to: datetime, user: Any, now: datetime) -> None:
    """Have the release go out at ``to`` instead of ``was``; a trial run is asked for."""
    rows = Release.objects.select_for_update(of=("self",), no_key=True)
    release = _check(rows.filter(pk=place.object_id).first(), was=was, to=to, user=user, now=now)
    zone = timezone.get_current_timezone_name()
    services.schedule(release=release, go_live_at=to, time_zone=zone, user=user, now=now)


def _check(release: Release | None, *, was: datetime, to: datetime, user: Any, now: datetime) -> Release:
    if not may_publish_releases(user):
        raise NotAllowed("You may put releases together, not publish them. Ask a moderator.")
    if release is None or release.state != ReleaseState.SCHEDULED or release.go_live_at != was:
        raise Overtaken(
            f"It is not scheduled for {moment_in_words(was)} any more. It has gone out, or somebody has changed or "
            "cancelled it meanwhile."
        )
    if to <= now:
        raise NotMoved(f"{moment_in_words(to)} has passed.")
    try:
        services.check_schedule(release=release, go_live_at=to, user=user, now=now)
    except services.ReleaseRefused as refusal:
        raise NotMoved(str(refusal)) from refusal
    except SeveralRefused as refusal:
        raise NotMoved(_in_words(refusal)) from refusal
    return release


def _in_words(refusal: SeveralRefused) -> str:
    """Each item with what stands in its way."""
    return " ".join(
        f"“{refused.title}”: {' '.join(str(problem) for problem in refused.problems)}"
        for refused in refusal.refused
    )
