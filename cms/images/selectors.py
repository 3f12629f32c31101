"""Reading what has been made of images."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage

from cms.core.image_presets import PRESETS
from cms.core.rendering.images import ImageFile, Picture, Pictures
from cms.images.models import MadeImage

# With another one, everything is made anew.
EDITION = 1
RECIPE = hashlib.sha256(f"{EDITION} {PRESETS}".encode()).hexdigest()[:16]


def made_from(image: AbstractImage) -> str:
    """A digest of all that what is made of it depends on; it begins with that of the presets."""
    focal = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    of_image = hashlib.sha256(f"{image.file.name} {image.file_hash} {focal}".encode()).hexdigest()
    return f"{RECIPE}-{of_image[:40]}"


def pictures_of(images: Collection[AbstractImage]) -> dict[int, Pictures]:
    """What was made of their files, by the image's number, as long as they have these files. One query."""
    files = {image.pk: image.file.name for image in images}
    storage = get_image_model().get_rendition_model()._meta.get_field("file").storage
    rows = MadeImage.objects.filter(pk__in=files).only("image_id", "file", "pictures")
    # Made of the file, but around another focal point: better than none until it is made anew.
    return {
        row.image_id: {name: _picture(kept, storage) for name, kept in row.pictures.items()}
        for row in rows
        if row.file == files[row.image_id]
    }


def _picture(kept: Mapping[str, Any], storage: Any) -> Picture:
    sources = {
        mime_type: tuple(ImageFile(storage.url(name), width) for name, width in files)
        for mime_type, files in kept["sources"]
    }
    return Picture(
        width=kept["width"],
        height=kept["height"],
        focal_point=tuple(kept["focal_point"]) if kept["focal_point"] else None,
        src=storage.url(kept["src"]),
        sources=sources,
        placeholder=kept["placeholder"],
    )


def problems_of(image_ids: Collection[int]) -> dict[int, str]:
    rows = MadeImage.objects.filter(pk__in=image_ids).exclude(problem="")
    return dict(rows.values_list("image_id", "problem"))


def images_with_problems(*, user: Any, limit: int) -> list[tuple[AbstractImage, str]]:
    """Images that could not be made whole and that ``user`` may edit, each with what readers lack; the newest first."""
    rows = MadeImage.objects.exclude(problem="").order_by("-image_id")
    problems = dict(rows.values_list("image_id", "problem")[:limit])
    images = get_image_model()._default_manager.in_bulk(list(problems))
    return [
        (images[image_id], problem)
        for image_id, problem in problems.items()
        if image_id in images and images[image_id].is_editable_by_user(user)
    ]
