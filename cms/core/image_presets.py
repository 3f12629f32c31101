"""In which sizes readers get images: named presets, one for each kind of place that shows one.

Every image is made in all of them soon after it was uploaded (``cms.images``), long before anything shows it. A change
here has them made anew after the next ``migrate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Preset:
    """``widths`` in pixels, the smallest first. ``shape``: width by height it is cut to, around what matters; whole
    where None.
    """

    name: str
    widths: tuple[int, ...]
    shape: tuple[int, int] | None = None

    def resized(self, width: int) -> str:
        """The filter of Wagtail that makes it so wide."""
        if self.shape is None:
            return f"width-{width}"
        return f"fill-{width}x{max(round(width / Fraction(*self.shape)), 1)}"


CONTENT = Preset("content", (480, 960, 1600))
CARD = Preset("card", (320, 640, 960), shape=(3, 2))
PORTRAIT = Preset("portrait", (96, 192, 384), shape=(1, 1))

PRESETS = (CONTENT, CARD, PORTRAIT)
# The width nearest to it is that of ``src``, for a plain <img>.
MIDDLE = 960
