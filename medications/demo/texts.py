"""What the texts are made of: plain data that says what to create, with references in place of ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Ref:
    """Stands for the id of another object of the demonstration.

    ``kind``: entity, source, contributor, category, disclaimer, image or page. ``key``: its slug, key or path.
    """

    kind: str
    key: str


@dataclass(frozen=True)
class DaysFromNow:
    """A day counted from the day of loading, so that no review is overdue when the demonstration is first seen."""

    days: int


@dataclass(frozen=True, kw_only=True)
class ObjectText:
    """A snippet. ``rows``: its child rows by related name; a value may be a `Ref` wherever an object is chosen."""

    model: str
    key: str
    fields: dict[str, Any]
    rows: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PageText:
    """A page. ``path``: its place below the home page, such as ``guides/how-to-x``; ``fields`` hold streams too.

    ``published``: when it first went live; None where that is yet to come.
    """

    model: str
    path: str
    title: str
    published: datetime | None
    fields: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    scheduled: bool = False

    @property
    def slug(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def parent_path(self) -> str:
        return self.path.rpartition("/")[0]
