"""Images as JSON: what was made of the file beforehand, in every format and width. A rendering never encodes.

So a publish is never late for an image, fails for none, and a read makes none. What has not been made yet, or can't be,
is shown as it was uploaded; when it has been made, whatever shows the image is rendered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from cms.core.image_presets import Preset

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage


@dataclass(frozen=True)
class ImageFile:
    """One file of a picture. ``url`` as the storage gives it."""

    url: str
    width: int


@dataclass(frozen=True)
class Picture:
    """An image in one preset. ``width`` and ``height`` in pixels of the original, of what the preset leaves of it;
    ``focal_point`` within that, from 0 to 1. ``sources``: files by their MIME type, the best first, each from the
    narrowest on; ``src``: the one for a plain ``<img>``. ``placeholder``: a ``data:`` address.
    """

    width: int
    height: int
    focal_point: tuple[float, float] | None
    src: str
    sources: Mapping[str, tuple[ImageFile, ...]]
    placeholder: str | None


Pictures = Mapping[str, Picture]
"""What was made of an image, by the name of the preset."""


@dataclass(frozen=True)
class Store:
    """Where what was made is kept. Both are given many, and ask once.

    ``pictures``: by the image's number; without images of which nothing has been made. ``problems``: what readers lack
    of an image, in words for an editor, by its number.
    """

    pictures: Callable[[Collection[AbstractImage]], Mapping[int, Pictures]]
    problems: Callable[[Collection[int]], Mapping[int, str]]


_stores: list[Store] = []


def use(store: Store) -> None:
    """Called once, at start-up. Raises ``ImproperlyConfigured`` for a second one."""
    if _stores:
        raise ImproperlyConfigured("there is one store of pictures already")
    _stores.append(store)


def pictures_of(images: Collection[AbstractImage]) -> Mapping[int, Pictures]:
    return _stores[0].pictures(images) if _stores and images else {}


def problems_of(image_ids: Collection[int]) -> Mapping[int, str]:
    return _stores[0].problems(image_ids) if _stores and image_ids else {}


def represent_image(
    image: AbstractImage,
    pictures: Pictures,
    *,
    preset: Preset,
    alt: str | None,
    absolute: Callable[[str], str],
) -> dict[str, Any]:
    """An ``ImageValue``. ``absolute`` makes an address one that a frontend on another host can use."""
    picture = pictures.get(preset.name) or as_uploaded(image)
    focal = picture.focal_point
    return {
        "id": image.pk,
        "alt": image.default_alt_text if alt is None else alt,
        "width": picture.width,
        "height": picture.height,
        "focal_point": None if focal is None else {"x": focal[0], "y": focal[1]},
        "placeholder": picture.placeholder,
        "src": absolute(picture.src),
        "sources": [
            {
                "format": mime_type,
                "srcset": ", ".join(f"{absolute(file.url)} {file.width}w" for file in files),
            }
            for mime_type, files in picture.sources.items()
        ],
    }


def as_uploaded(image: AbstractImage) -> Picture:
    focal = None
    if image.has_focal_point():
        focal = (round(image.focal_point_x / image.width, 4), round(image.focal_point_y / image.height, 4))
    return Picture(image.width, image.height, focal, image.file.url, {}, None)
