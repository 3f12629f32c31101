"""Images as JSON: responsive sources from named widths, made when a page is rendered, never on a read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage

WIDTHS = (480, 960, 1600)
DEFAULT_WIDTH = 960


def represent_image(
    image: AbstractImage, *, alt: str | None, absolute: Callable[[str], str]
) -> dict[str, Any]:
    """An ``ImageValue``. Renditions are created where they do not exist yet; widths above the original are left out.

    ``absolute`` makes an address one that a frontend on another host can use.
    """
    widths = [width for width in WIDTHS if width <= image.width] or [image.width]
    specs = [f"width-{width}|format-webp" for width in widths]
    renditions = image.get_renditions(*specs)
    srcset = ", ".join(f"{absolute(renditions[spec].url)} {renditions[spec].width}w" for spec in specs)
    middle = specs[widths.index(DEFAULT_WIDTH)] if DEFAULT_WIDTH in widths else specs[-1]
    return {
        "id": image.pk,
        "alt": image.default_alt_text if alt is None else alt,
        "width": image.width,
        "height": image.height,
        "focal_point": _focal_point(image),
        "src": absolute(renditions[middle].url),
        "sources": [{"format": "image/webp", "srcset": srcset}],
    }


def _focal_point(image: AbstractImage) -> dict[str, float] | None:
    if not image.has_focal_point():
        return None
    return {
        "x": round(image.focal_point_x / image.width, 4),
        "y": round(image.focal_point_y / image.height, 4),
    }
