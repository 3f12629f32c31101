"""The measures of every ranking, as numbers, a table and a plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from cms.related.measures import MEASURES, measure
from medications.evaluation.gold import Split, Topic
from medications.evaluation.rankings import BASELINES, Rankings, ours

DIGITS = 4
OURS = "ours"


@dataclass(frozen=True)
class Evaluation:
    """``measures`` by ranking and name, each from 0 to 1, over ``judged`` topics of ``topics``."""

    split: Split
    topics: int
    judged: int
    measures: dict[str, dict[str, float]]

    def as_json(self) -> dict[str, Any]:
        rounded = {
            name: {measured: round(value, DIGITS) for measured, value in values.items()}
            for name, values in self.measures.items()
        }
        return {"ours": rounded.pop(OURS), "baselines": rounded}


def evaluate(topics: Sequence[Topic], *, split: Split) -> Evaluation:
    """Rank all topics, judge those of ``split`` that have labels."""
    judged = [place for place, topic in enumerate(topics) if topic.related and split in ("all", topic.split)]
    rankings = {OURS: ours(topics)} | {name: rank(topics) for name, rank in BASELINES.items()}
    return Evaluation(
        split,
        len(topics),
        len(judged),
        {name: _measured(ranking, topics, judged) for name, ranking in rankings.items()},
    )


def _measured(rankings: Rankings, topics: Sequence[Topic], judged: Sequence[int]) -> dict[str, float]:
    return measure(
        ([topics[other].id for other in rankings[place]], topics[place].related) for place in judged
    )


def table(found: Evaluation) -> str:
    width = max(map(len, found.measures))
    lines = [
        f"{found.judged:,} of {found.topics:,} topics judged ({found.split} half)"
        if found.split != "all"
        else f"{found.judged:,} of {found.topics:,} topics judged",
        "  ".join([" " * width, *(f"{name:>7}" for name in MEASURES)]),
    ]
    lines += [
        "  ".join([f"{name:<{width}}", *(f"{values[measured]:7.3f}" for measured in MEASURES)])
        for name, values in found.measures.items()
    ]
    return "\n".join(lines)


_BAR, _GAP, _LEFT, _TOP, _HEIGHT = 20, 24, 40, 60, 260
_COLOURS = ("#2b6cb0", "#cbd5e0", "#a0aec0", "#718096", "#4a5568")


def draw(found: Evaluation, path: Path) -> None:
    """A group of bars for each measure, one for each ranking, as PNG."""
    group = _BAR * len(found.measures) + _GAP
    size = (_LEFT + group * len(MEASURES) + 20, _TOP + _HEIGHT + 40)
    image = Image.new("RGB", size, "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(12)
    floor = _TOP + _HEIGHT
    for tenth in range(0, 11, 2):
        y = floor - _HEIGHT * tenth / 10
        pen.line((_LEFT, y, size[0] - 20, y), fill="#e2e8f0")
        pen.text((8, y - 7), f"{tenth / 10:.1f}", fill="#333333", font=font)
    for number, name in enumerate(MEASURES):
        x = _LEFT + number * group + _GAP / 2
        pen.text((x, floor + 10), name, fill="#333333", font=font)
        for place, values in enumerate(found.measures.values()):
            left, top = x + place * _BAR, floor - _HEIGHT * values[name]
            pen.rectangle((left, top, left + _BAR - 3, floor), fill=_COLOURS[place % len(_COLOURS)])
    _legend(pen, found, font)
    image.save(path, format="PNG")


def _legend(pen: ImageDraw.ImageDraw, found: Evaluation, font: Any) -> None:
    pen.text((_LEFT, 10), f"{found.judged:,} topics of MedlinePlus, {found.split}", fill="#333333", font=font)
    for place, name in enumerate(found.measures):
        left = _LEFT + place * 130
        pen.rectangle((left, 34, left + 12, 46), fill=_COLOURS[place % len(_COLOURS)])
        pen.text((left + 18, 32), name, fill="#333333", font=font)
