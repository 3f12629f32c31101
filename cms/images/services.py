"""Having images made: asked for in rows, done by workers, one at a time and in no transaction."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from cms.core.keys import image_key
from cms.core.retries import wait_after
from cms.images import selectors
from cms.images.encoding import FORMATS, Encoded, described, encode
from cms.images.models import MadeImage
from cms.publishing import services as publishing

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=6)
# Whoever has taken an image and not been heard of for so long has died: longer than a task may take.
LEASE = timedelta(minutes=11)
# An image that ended its worker so often, such as by its size in memory, is not given to another.
MOST_ATTEMPTS = 5
AT_ONCE = 500

AS_UPLOADED = (
    "The image “{title}” could not be read. Readers get the file as it was uploaded, and may see nothing of it. "
    "Upload it again."
)
LACKS = "The image “{title}” could not be made as {formats}. Readers get it in other formats."


def request(*, image_ids: Collection[int], now: datetime) -> int:
    """Have these made, or looked at again. In the caller's transaction. Returns how many."""
    rows = [
        MadeImage(image_id=image_id, asked_at=now, next_try_at=now) for image_id in sorted(set(image_ids))
    ]
    MadeImage.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["image_id"],
        update_fields=["asked_at", "next_try_at"],
        batch_size=AT_ONCE,
    )
    MadeImage.objects.filter(pk__in=[row.pk for row in rows]).update(attempts=0)
    return len(rows)


def request_changed(*, image_ids: Collection[int], now: datetime) -> int:
    """As :func:`request`, for those of which something was changed that matters here."""
    known = dict(MadeImage.objects.filter(pk__in=image_ids).values_list("image_id", "made_from"))
    images = get_image_model()._default_manager.filter(pk__in=image_ids)
    changed = [image.pk for image in images if known.get(image.pk) != selectors.made_from(image)]
    return request(image_ids=changed, now=now)


def request_outdated(*, now: datetime) -> int:
    """Have all made that were not, or by other presets than there are now. Returns how many images that is."""
    current = MadeImage.objects.filter(
        Q(made_from__startswith=selectors.RECIPE) | Q(next_try_at__isnull=False)
    )
    image_ids = get_image_model()._default_manager.exclude(pk__in=current.values("image_id"))
    return request(image_ids=list(image_ids.values_list("pk", flat=True)), now=now)


def forget(*, image_ids: Collection[int]) -> None:
    """They are deleted."""
    MadeImage.objects.filter(pk__in=image_ids).delete()


def is_owed(*, now: datetime, lag: timedelta) -> bool:
    """Whether anything has been due for ``lag``."""
    return MadeImage.objects.filter(next_try_at__lte=now - lag).exists()


@dataclass(frozen=True)
class Makes:
    """Images dealt with. ``failed``: readers lack something of them."""

    done: int = 0
    failed: int = 0


def make_due(*, now: datetime, lag: timedelta = timedelta(0)) -> Makes:
    """Make the image that has been owed the longest, if any has been due for ``lag``."""
    row = _take(now=now, lag=lag)
    if row is None:
        return Makes()
    image = get_image_model()._default_manager.filter(pk=row.pk).first()
    if image is None:
        forget(image_ids=[row.pk])
        return Makes(done=1)
    made_from = selectors.made_from(image)
    if row.made_from == made_from and not row.problem:
        MadeImage.objects.filter(pk=row.pk, next_try_at=row.next_try_at).update(next_try_at=None, attempts=0)
        return Makes(done=1)
    encoded = Encoded(lacking=set(FORMATS.values())) if row.attempts > MOST_ATTEMPTS else encode(image)
    return _settle(row, image, encoded, made_from=made_from, now=now)


@transaction.atomic
def _take(*, now: datetime, lag: timedelta) -> MadeImage | None:
    """Nobody else takes it for as long as the lease. The try is counted beforehand, for one that ends the process."""
    due = MadeImage.objects.filter(next_try_at__lte=now - lag).order_by("next_try_at")
    row = due.select_for_update(skip_locked=True).first()
    if row is not None:
        row.next_try_at, row.attempts = now + LEASE, row.attempts + 1
        row.save(update_fields=["next_try_at", "attempts"])
    return row


@transaction.atomic
def _settle(
    row: MadeImage, image: AbstractImage, encoded: Encoded, *, made_from: str, now: datetime
) -> Makes:
    """Keep what was made; whatever shows the image is rendered anew, if that is something new."""
    current = MadeImage.objects.select_for_update().filter(pk=row.pk).first()
    if current is None or current.asked_at != row.asked_at:
        return Makes(done=1)  # deleted, or changed meanwhile, and owed anew
    shown, is_new = current.pictures, current.file != image.file.name
    current.file, current.pictures, current.made_from = image.file.name, encoded.pictures, made_from
    current.problem = _in_words(image, encoded)
    gives_up = row.attempts > MOST_ATTEMPTS
    current.next_try_at = (
        now + wait_after(row.attempts, first=FIRST_RETRY, longest=LONGEST_RETRY)
        if current.problem and not gives_up
        else None
    )
    current.attempts = row.attempts if current.problem else 0
    current.save()
    if shown != current.pictures or (shown and is_new):
        publishing.object_changed(key=image_key(image.pk), now=now)
    return Makes(done=1, failed=1 if current.problem else 0)


def _in_words(image: AbstractImage, encoded: Encoded) -> str:
    if not encoded.lacking:
        return ""
    words = LACKS if encoded.pictures else AS_UPLOADED
    return words.format(title=image.title, formats=" and ".join(described(encoded.lacking)))
