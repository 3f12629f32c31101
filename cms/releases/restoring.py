"""What undoing a release would restore, before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cms.publishing.words import moment_in_words
from cms.releases.models import ItemAction, Release, ReleaseItem


@dataclass(frozen=True)
class Restored:
    title: str
    what: str
    possible: bool


def restored_by_undoing(release: Release) -> list[Restored]:
    """Item by item. What can't be restored stops the whole."""
    found = []
    for item in release.items.select_related("before", "content_type"):
        instance = item.instance()
        if instance is None:
            found.append(
                Restored(item.title, "has been deleted since, and can't be restored", possible=False)
            )
        elif item.before is not None:
            what = f"goes back to the version of {moment_in_words(item.before.created_at)}"
            found.append(Restored(item.title, what + _and_what_came_later(item, instance), possible=True))
        elif item.was_live:
            words = "can't be restored: what was live before is kept in no version"
            found.append(Restored(item.title, words, possible=False))
        else:
            what = "goes offline again" + _and_what_came_later(item, instance)
            found.append(Restored(item.title, what, possible=True))
    return found


def _and_what_came_later(item: ReleaseItem, instance: Any) -> str:
    """A fix that went live after the release must not be taken back without a word."""
    brought = item.revision_id if item.action == ItemAction.PUBLISH else None
    if instance.live and instance.live_revision_id != brought:
        return ". Another version has gone live since: what that one changed is taken back, too"
    if item.action == ItemAction.PUBLISH and not instance.live:
        return ". It has gone offline since"
    return ""
