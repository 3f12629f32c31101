"""The pictures: drawn here, so that nothing has to be downloaded or licensed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
_FINER = 2  # drawn larger and made smaller, which smooths the edges
_COLOURS = 64

PAPER, TEAL, DEEP_TEAL, CREAM, WHITE = "#eef4f3", "#4f9d94", "#2f6f68", "#fff6df", "#ffffff"
SKIN, DEEP_SKIN, ROSE, DEEP_ROSE, SAND = "#f2cdb4", "#e3ac8c", "#dd8f83", "#b9655c", "#d9c7a6"

Box = tuple[float, float, float, float]


class Canvas:
    """Draws in units of the finished picture."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH * _FINER, HEIGHT * _FINER), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, box: Box, colour: str, *, radius: float = 0) -> None:
        self._draw.rounded_rectangle(_finer(box), radius=radius * _FINER, fill=colour)

    def oval(self, box: Box, colour: str) -> None:
        self._draw.ellipse(_finer(box), fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self._draw.polygon([(x * _FINER, y * _FINER) for x, y in points], fill=colour)

    def png(self) -> bytes:
        small = self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(_COLOURS)
        stream = BytesIO()
        small.save(stream, "PNG", optimize=True)
        return stream.getvalue()


@dataclass(frozen=True)
class Picture:
    """``description`` is the text alternative where a page gives none."""

    key: str
    title: str
    description: str
    draw: Callable[[Canvas], None]

    def file(self) -> ContentFile[bytes]:
        canvas = Canvas()
        self.draw(canvas)
        return ContentFile(canvas.png(), name=f"demo-{self.key}.png")


def _finer(box: Box) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return left * _FINER, top * _FINER, right * _FINER, bottom * _FINER


def _skin_layers(canvas: Canvas) -> None:
    canvas.box((0, 330, WIDTH, HEIGHT), SKIN)
    canvas.box((0, 430, WIDTH, HEIGHT), DEEP_SKIN)
    canvas.box((0, 640, WIDTH, HEIGHT), ROSE)
    canvas.box((330, 285, 1140, 345), CREAM, radius=30)
    for left in range(30, WIDTH, 120):
        canvas.box((left, 352, left + 84, 376), "#f8dfcd", radius=12)
        canvas.box((left + 40, 392, left + 124, 416), "#f8dfcd", radius=12)
    for left, top in [(70, 500), (180, 570), (250, 470), (120, 690), (270, 700)]:
        canvas.oval((left, top, left + 74, top + 74), DEEP_ROSE)
        canvas.oval((left + 22, top + 22, left + 52, top + 52), ROSE)
    for left, top in [(430, 520), (600, 480), (760, 560), (930, 500), (1060, 580), (520, 690), (850, 700)]:
        canvas.oval((left, top, left + 62, top + 62), TEAL)
        canvas.oval((left + 18, top + 18, left + 44, top + 44), DEEP_TEAL)
    for left in (420, 600, 780, 960):
        canvas.shape([(left, 360), (left + 50, 360), (left + 25, 430)], TEAL)


def _cream_tube(canvas: Canvas) -> None:
    canvas.oval((180, 560, 1020, 700), "#d8e5e3")
    canvas.shape([(300, 300), (820, 330), (820, 530), (300, 560)], WHITE)
    canvas.box((270, 280, 312, 580), DEEP_TEAL, radius=14)
    canvas.shape([(430, 308), (640, 320), (640, 540), (430, 552)], TEAL)
    canvas.box((470, 380, 600, 396), WHITE, radius=8)
    canvas.box((470, 420, 560, 436), WHITE, radius=8)
    canvas.box((820, 380, 900, 480), DEEP_TEAL, radius=18)
    for number in range(4):
        left = 900 + number * 42
        canvas.oval((left, 404 + number * 3, left + 66, 462 + number * 3), CREAM)


def _fingertip_unit(canvas: Canvas) -> None:
    canvas.box((120, 300, 1010, 520), SKIN, radius=110)
    canvas.box((0, 300, 500, 520), SKIN)
    for left in (440, 700):
        canvas.box((left, 318, left + 8, 502), DEEP_SKIN, radius=4)
    canvas.box((712, 376, 1000, 444), CREAM, radius=34)
    for left in range(730, 960, 46):
        canvas.oval((left, 360, left + 60, 420), WHITE)
    canvas.box((704, 590, 1008, 602), DEEP_TEAL, radius=6)
    canvas.box((704, 570, 716, 622), DEEP_TEAL, radius=6)
    canvas.box((996, 570, 1008, 622), DEEP_TEAL, radius=6)


def _steroid_ladder(canvas: Canvas) -> None:
    canvas.box((120, 690, 1080, 706), DEEP_TEAL, radius=8)
    for number, colour in enumerate(("#bfdcd8", "#8cc1ba", TEAL, DEEP_TEAL)):
        left = 160 + number * 230
        top = 560 - number * 130
        canvas.box((left, top, left + 170, 690), colour, radius=18)
        canvas.box((left + 55, top - 46, left + 115, top + 10), SAND, radius=12)
        for bar in range(number + 1):
            canvas.box((left + 45, 640 - bar * 44, left + 125, 662 - bar * 44), WHITE, radius=10)


def _shelf(canvas: Canvas) -> None:
    canvas.box((150, 120, 1050, 700), WHITE, radius=24)
    canvas.box((150, 400, 1050, 424), SAND)
    canvas.box((150, 660, 1050, 700), SAND, radius=12)
    for left, width, height, colour in [
        (220, 120, 190, TEAL), (380, 170, 150, ROSE), (600, 110, 220, DEEP_TEAL), (760, 190, 170, SKIN),
    ]:  # fmt: skip
        canvas.box((left, 400 - height, left + width, 400), colour, radius=14)
        canvas.box((left + 20, 440 - height, left + width - 20, 470 - height), WHITE, radius=10)
    for left, colour in [(250, SAND), (430, TEAL), (610, ROSE)]:
        canvas.box((left, 560, left + 130, 660), colour, radius=20)
        canvas.box((left + 10, 530, left + 120, 566), DEEP_TEAL, radius=12)
    canvas.box((860, 480, 884, 660), "#d8e5e3", radius=12)
    canvas.oval((846, 612, 898, 664), TEAL)
    canvas.box((868, 560, 876, 640), TEAL, radius=4)


PICTURES = [
    Picture(
        "skin-layers", "Cream on layers of skin", "Layers of skin with a thin layer of cream.", _skin_layers
    ),
    Picture("cream-tube", "A tube of cream", "An open tube with a strip of cream.", _cream_tube),
    Picture(
        "fingertip-unit",
        "One fingertip unit",
        "A strip of cream on an index finger, from the tip to the first crease.",
        _fingertip_unit,
    ),
    Picture(
        "steroid-ladder",
        "Four strengths",
        "Four bottles, each taller and darker than the one before.",
        _steroid_ladder,
    ),
    Picture("shelf", "A medicine shelf", "A shelf with boxes, jars and a thermometer.", _shelf),
]
