"""What a release will make of the site, before it goes out: passes for whoever may see it, and the site as it will be.

A pass is a signed text that names the release, its preview key, the site and until when; of all that, the key alone is
stored. With a new key, every pass made before is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils.crypto import constant_time_compare
from wagtail.models import Page, Site

from cms.core.locking import limit_lock_waits
from cms.events.holding import numbers_held
from cms.publishing.rehearsal import LOCK_WAIT
from cms.publishing.traceless import traceless
from cms.releases import publishing
from cms.releases.models import Release, ReleaseItem
from cms.releases.publishing import Trial

GOOD_FOR = timedelta(days=7)
# What is saved for one look. A reader waits for it, and so does everybody who wants to write one of the pages.
AT_MOST = 100

_signer = Signer(salt="cms.releases.preview")


class NoPass(Exception):
    """The text is no pass of ours, or was tampered with."""


class PassOver(Exception):
    """The pass has run out, or what it was for is over; says which."""


@dataclass(frozen=True)
class Pass:
    """Whom it lets see what. ``until``: the last moment at which it is good."""

    release: Release
    site: Site
    until: datetime


@dataclass
class Outcome:
    """``trial``: which items could not be saved. ``left_out``: how many were left as they are, being too many."""

    trial: Trial
    left_out: int


def make_token(*, release: Release, site: Site, now: datetime) -> str:
    """A pass that is good for a week, or until the release has gone out."""
    until = int((now + GOOD_FOR).timestamp())
    said = {"release": release.pk, "key": release.preview_key, "site": site.pk, "until": until}
    return _signer.sign_object(said)


def read_token(token: str, *, now: datetime) -> Pass:
    """Raises ``NoPass`` and ``PassOver``."""
    try:
        said = _signer.unsign_object(token)
        until = datetime.fromtimestamp(said["until"], tz=UTC)
        key = str(said["key"])
    except (BadSignature, ValueError, KeyError, TypeError) as error:
        raise NoPass from error
    if now > until:
        raise PassOver("This preview has run out. Ask for a new one on the page of the release.")
    release = Release.objects.filter(pk=said["release"]).first()
    site = Site.objects.select_related("root_page").filter(pk=said["site"]).first()
    if release is None or site is None:
        raise PassOver("The release, or the site, has been deleted.")
    if not constant_time_compare(key, release.preview_key):
        raise PassOver("This preview was ended. Ask for a new one on the page of the release.")
    if not release.is_open:
        raise PassOver("The release has gone out: ask the pages API without a token.")
    return Pass(release=release, site=site, until=until)


def moment_of(release: Release, *, now: datetime) -> datetime:
    """When a look at it is set: when it goes out; of one that is not scheduled, now."""
    return max(release.go_live_at or now, now)


@contextmanager
def as_it_will_be(release: Release, *, url_path: str, now: datetime) -> Iterator[Outcome]:
    """Within the block, the database is as the release will leave it; at its end it is as it was, and so are files.

    Everything is saved and nothing rendered: the caller renders what is wanted, at :func:`moment_of`. An item that
    can't be saved stays as it is. Of a release of more than ``AT_MOST`` items, what stands at ``url_path`` and above
    it and all entries come first; the rest stays as it is.
    """
    items = list(release.items.select_related("revision", "content_type"))
    chosen = _nearest(items, url_path)[:AT_MOST]
    moment = moment_of(release, now=now)
    with traceless(), transaction.atomic(durable=True), numbers_held():
        limit_lock_waits(LOCK_WAIT)
        trial = Trial()
        publishing.save_all(chosen, trial, release=release, due=moment, now=moment)
        try:
            yield Outcome(trial, len(items) - len(chosen))
        finally:
            transaction.set_rollback(True)


def _nearest(items: list[ReleaseItem], url_path: str) -> list[ReleaseItem]:
    if len(items) <= AT_MOST:
        return items
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    page_ids = [item.object_id for item in items if item.content_type_id == page_type]
    paths = {str(pk): path for pk, path in Page.objects.filter(pk__in=page_ids).values_list("pk", "url_path")}

    def is_far(item: ReleaseItem) -> bool:
        return item.content_type_id == page_type and not url_path.startswith(
            paths.get(item.object_id, "nowhere")
        )

    return sorted(items, key=is_far)
