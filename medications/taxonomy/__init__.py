"""What is broader than what, by codes of Medical Subject Headings (MeSH).

``mesh-descriptors.tsv``: descriptors with their broader ones, from the National Library of Medicine, which asks to be
named and vouches for nothing made of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "mesh-descriptors.tsv"


class Descriptor(NamedTuple):
    label: str
    broader: tuple[str, ...]


@cache
def descriptors() -> dict[str, Descriptor]:
    """Those that are known, by code; some 1 MB, read when first asked for."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {
            row["id"]: Descriptor(row["label"], tuple((row["broader_ids"] or "").split())) for row in rows
        }


def steps_up(codes: Iterable[str], *, most: int) -> dict[str, int]:
    """``codes`` and whatever is broader, each with the least steps that lead there, ``most`` or fewer."""
    found: dict[str, int] = {}
    here = sorted(set(codes))
    for step in range(most + 1):
        new = [code for code in here if code not in found]
        found.update(dict.fromkeys(new, step))
        here = sorted({up for code in new if code in descriptors() for up in descriptors()[code].broader})
    return found
