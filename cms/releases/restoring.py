"""What undoing a release would restore, before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from cms.publishing.words import moment_in_words
from cms.releases.models import Release


@dataclass(frozen=True)
class Restored:
    title: str
    what: str
    possible: bool


def restored_by_undoing(release: Release) -> list[Restored]:
    """Item by item. What can't be restored stops the whole."""
    found = []
    for item in release.items.select_related("before", "content_type"):
        if item.instance() is None:
            found.append(
                Restored(item.title, "has been deleted since, and can't be restored", possible=False)
            )
        elif item.before is not None:
            at = moment_in_words(item.before.created_at)
            found.append(Restored(item.title, f"goes back to the version of {at}", possible=True))
        elif item.was_live:
            words = "can't be restored: what was live before is kept in no version"
            found.append(Restored(item.title, words, possible=False))
        else:
            found.append(Restored(item.title, "goes offline again", possible=True))
    return found
