"""Versions that releases hold for later, as whoever publishes a fix of their page is asked about them."""

from __future__ import annotations

from typing import Any

from wagtail.models import Revision

from cms.publishing.pending import CannotAnswer, Pending, PendingSource
from cms.publishing.words import moment_in_words
from cms.releases import selectors, services
from cms.releases.models import ItemAction, Release, ReleaseItem, ReleaseState
from cms.releases.services import ReleaseRefused

NAME = "release"


def pending_of(page: Any, user: Any) -> list[Pending]:
    """Of releases that have not gone out, those with a time first."""
    return [
        Pending(
            source=NAME,
            number=item.pk,
            revision=item.revision,
            due=item.release.go_live_at,
            where=_where(item.release),
            only_keep=_only_keep(item.release, user),
        )
        for item in selectors.open_releases_with(page)
        if item.action == ItemAction.PUBLISH
        and item.revision is not None
        and item.revision_id != page.live_revision_id
    ]


def replace(pending: Pending, revision: Revision, user: Any) -> None:
    """Pin the merged version."""
    try:
        services.repin(item=_item(pending), revision=revision, user=user)
    except ReleaseRefused as refusal:
        raise CannotAnswer(str(refusal)) from refusal


def cancel(pending: Pending, user: Any) -> None:
    """Take the page out of the release."""
    try:
        services.remove(item=_item(pending), user=user)
    except ReleaseRefused as refusal:
        raise CannotAnswer(str(refusal)) from refusal


def _item(pending: Pending) -> ReleaseItem:
    item = ReleaseItem.objects.select_related("release").filter(pk=pending.number).first()
    if item is None:
        raise CannotAnswer("It has been taken out of its release meanwhile.")
    return item


def _where(release: Release) -> str:
    goes_out = (
        f"goes out on {moment_in_words(release.go_live_at)}" if release.go_live_at else "has no time yet"
    )
    return f"in the release “{release.title}”, which {goes_out}"


def _only_keep(release: Release, user: Any) -> str:
    if release.state == ReleaseState.SCHEDULED and not selectors.may_publish_releases(user):
        return "The release is scheduled, and changes to it need somebody who may publish releases."
    return ""


PINNED = PendingSource(name=NAME, pending_of=pending_of, replace=replace, cancel=cancel)
