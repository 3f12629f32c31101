"""Whether a release still is what somebody looked at before they decided about it."""

from __future__ import annotations

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder

from cms.releases.models import Release
from cms.releases.services import ReleaseRefused

CHANGED_MEANWHILE = (
    "Somebody has changed the release since you looked at it. Nothing was done; look at it again."
)


def mark_of(release: Release) -> str:
    """Stands for what is in the release, and when it is due; another one once any of that has changed."""
    contents = release.items.order_by("pk").values_list(
        "content_type_id", "object_id", "action", "revision_id", "content_hash"
    )
    whole = [release.state, release.go_live_at, *contents]
    return hashlib.sha256(json.dumps(whole, cls=DjangoJSONEncoder).encode()).hexdigest()


def hold_as_seen(release: Release, mark: str) -> None:
    """Keep the release as it is until the caller's transaction ends; ``ReleaseRefused`` if that is not as it was."""
    held = Release.objects.select_for_update(of=("self",), no_key=True).get(pk=release.pk)
    if mark_of(held) != mark:
        raise ReleaseRefused(CHANGED_MEANWHILE)
