"""What must hold between images and what is made of them, for ``manage.py check_schedule``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cms.images.models import MadeImage

MADE_WITHIN = timedelta(minutes=30)


def images_are_made(now: datetime, lag: timedelta) -> Iterator[str]:
    """No image has been waiting for its first try for long."""
    waiting = MadeImage.objects.filter(next_try_at__lt=now - max(lag, MADE_WITHIN))
    for row in waiting.order_by("next_try_at"):
        yield f"image {row.image_id} has been waiting since {row.asked_at} to be made for readers"


CHECKS = (images_are_made,)
