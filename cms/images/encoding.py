"""From an uploaded file to the files that readers get, by Wagtail's renditions, which are kept by filter."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image as Pillow
from wagtail.images.models import AbstractImage, AbstractRendition, Filter

from cms.core.image_presets import MIDDLE, PRESETS, Preset

logger = logging.getLogger(__name__)

# The best first. The last is the upload's own, or one that every browser shows where that is none.
AVIF, WEBP, OWN = "format-avif", "format-webp", ""
FORMATS = {AVIF: "AVIF", WEBP: "WebP", OWN: "the format it was uploaded in"}
MIME_TYPES = {
    "avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
    "gif": "image/gif",
}  # fmt: skip
PLACEHOLDER_PIXELS = 16
PLACEHOLDER_QUALITY = 30


@dataclass
class Encoded:
    """``pictures``: by preset, as they are kept; without presets of which nothing could be made. ``lacking``: the
    formats that could not be made, in words.
    """

    pictures: dict[str, dict[str, Any]] = field(default_factory=dict)
    lacking: set[str] = field(default_factory=set)


def encode(image: AbstractImage) -> Encoded:
    """Make what is missing of ``image`` in every preset and format. Takes seconds for one that is new."""
    encoded = Encoded()
    if image.is_svg():
        return encoded  # it is sharp in any size as it is
    for preset in PRESETS:
        picture = _picture(image, preset, encoded.lacking)
        if picture is not None:
            encoded.pictures[preset.name] = picture
    return encoded


def _picture(image: AbstractImage, preset: Preset, lacking: set[str]) -> dict[str, Any] | None:
    area = Filter(preset.resized(preset.widths[-1])).get_transform(image).get_rect().round()
    filters = [preset.resized(width) for width in _widths(preset, int(area.width))]
    sources: dict[str, list[AbstractRendition]] = {}
    for form, words in FORMATS.items():
        made = _renditions(image, [f"{resized}|{form}" if form else resized for resized in filters])
        if not made:
            lacking.add(words)
        else:
            # The upload's own format may be one of the others.
            sources.setdefault(_mime_type(made[0]), made)
    if not sources:
        return None
    plain = list(sources.values())[-1]
    middle = min(plain, key=lambda rendition: abs(rendition.width - MIDDLE))
    return {
        "width": int(area.width),
        "height": int(area.height),
        "focal_point": _focal_point(image, area),
        "src": middle.file.name,
        "sources": [
            [mime_type, [[rendition.file.name, rendition.width] for rendition in made]]
            for mime_type, made in sources.items()
        ],
        "placeholder": _placeholder(plain[0]),
    }


def _widths(preset: Preset, most: int) -> list[int]:
    """Nothing is made wider than it is."""
    return [width for width in preset.widths if width <= most] or [most]


def _renditions(image: AbstractImage, filters: list[str]) -> list[AbstractRendition]:
    """One after the other: whoever serves readers needs the processor, too. None of them where one can't be made."""
    try:
        return [image.get_rendition(spec) for spec in filters]
    except Exception:  # the edge of a task: encoders fail in many ways, and its row remembers
        logger.exception("image %s can't be made as %s", image.pk, filters)
        return []


def _mime_type(rendition: AbstractRendition) -> str:
    extension = rendition.file.name.rsplit(".", 1)[-1].lower()
    return MIME_TYPES.get(extension, f"image/{extension}")


def _focal_point(image: AbstractImage, area: Any) -> list[float] | None:
    if not image.has_focal_point():
        return None
    return [
        _part((image.focal_point_x - area.left) / area.width),
        _part((image.focal_point_y - area.top) / area.height),
    ]


def _part(number: float) -> float:
    return round(min(max(number, 0.0), 1.0), 4)


def _placeholder(rendition: AbstractRendition) -> str | None:
    """A few hundred bytes that browsers blur up to the size of the picture."""
    try:
        with rendition.file.storage.open(rendition.file.name) as file, Pillow.open(file) as opened:
            small = opened.convert("RGBA" if "A" in opened.getbands() else "RGB")
        small.thumbnail((PLACEHOLDER_PIXELS, PLACEHOLDER_PIXELS))
        written = BytesIO()
        small.save(written, "WEBP", quality=PLACEHOLDER_QUALITY)
    except (OSError, ValueError):
        return None
    return f"data:image/webp;base64,{base64.b64encode(written.getvalue()).decode()}"


def described(lacking: set[str]) -> Iterator[str]:
    """The formats in the order of ``FORMATS``."""
    yield from (words for words in FORMATS.values() if words in lacking)
