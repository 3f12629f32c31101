"""Rules that many blocks share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sized
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.rich_text import RichText

from cms.core.problems import Problem

# Where a paragraph, item or line ends, a word does too.
_END = re.compile(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>")


def count_between(
    items: Sized | None, low: int, high: int, *, field: str | None, noun: str
) -> Iterator[Problem]:
    """Between ``low`` and ``high`` of ``noun`` (plural), both included."""
    count = len(items) if items is not None else 0
    if not low <= count <= high:
        there_is = "there is 1" if count == 1 else f"there are {count or 'none'}"
        yield Problem(f"Give {low} to {high} {noun}; {there_is}.", field)


def counted(count: int, noun: str) -> str:
    """ "1 cell", "2 cells"; ``noun`` is one whose plural takes an s."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def body_problems(body: Sized) -> Iterator[Problem]:
    """What keeps a page whose content is its body from being worth a reader's visit."""
    if not len(body):
        yield Problem("The page has no content. Add at least one section or paragraph.", "body")


def at_least_one(items: Sized | None, *, field: str | None, noun: str) -> Iterator[Problem]:
    """One of ``noun`` (singular, with its article: "an item") or more."""
    if not items:
        yield Problem(f"Give at least {noun}.", field)


def plain_text(value: Any) -> str:
    """The words of rich text, given as such or as its HTML: no markup, one space between words."""
    source = value.source if isinstance(value, RichText) else value
    return " ".join(unescape(strip_tags(_END.sub(" ", source or ""))).split())
