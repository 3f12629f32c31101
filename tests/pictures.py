"""What a worker makes of uploaded images, made by the test itself."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Pillow

from cms.images import services
from cms.images.models import MadeImage
from tests.background import catch_up
from tests.factories.core import ImageFactory


def make_pictures() -> None:
    """Whatever is owed of images, and then whatever shows them."""
    catch_up()
    while services.make_due(now=datetime.now(UTC)).done:
        pass
    catch_up()


def make_pictures_of(image: Any) -> None:
    """Of one image, before anything shows it."""
    now = datetime.now(UTC)
    services.request(image_ids=[image.pk], now=now)
    assert services.make_due(now=now).done


def a_file(width: int = 1200, height: int = 900, *, form: str = "JPEG") -> bytes:
    """Of two halves: the left one red, the right one blue."""
    drawn = Pillow.new("RGB", (width, height), "red")
    drawn.paste("blue", (width // 2, 0, width, height))
    written = BytesIO()
    drawn.save(written, form)
    return written.getvalue()


def an_image(width: int = 1200, height: int = 900, *, form: str = "JPEG", **fields: Any) -> Any:
    """An upload of :func:`a_file`."""
    file = ContentFile(a_file(width, height, form=form), name=f"halves.{form.lower()}")
    return ImageFactory(file=file, **fields)


def made(image: Any) -> MadeImage:
    return MadeImage.objects.get(pk=image.pk)
