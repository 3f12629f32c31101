"""The short notation in which the texts are written, and the rich text it becomes.

Paragraphs are divided by empty lines; lines that begin with ``- `` are a list; ``**words**`` are bold. ``[[slug]]`` and
``[[slug|words]]`` mention an entry; ``[[page:path|words]]`` links to a page; ``[words](https://...)`` leads outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_OUTSIDE = re.compile(r"\[([^\[\]]+)\]\((https?://[^\s)]+)\)")
_REFERENCE = re.compile(r"\[\[(?P<target>[^\[\]|]+)(\|(?P<words>[^\[\]]+))?\]\]")


def on_one_line(value: Any) -> Any:
    """``value`` with each text in it on one line: how the source is broken into lines is no matter of the reader's."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [on_one_line(item) for item in value]
    if isinstance(value, dict):
        return {name: on_one_line(item) for name, item in value.items()}
    return value


def html(text: str) -> str:
    """``text`` as Wagtail's rich text; its references stay as they are until ``link`` is given their ids."""
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return "".join(_part(part) for part in parts)


def link(text: str, id_of: Callable[[str, str], int]) -> str:
    """Replace the references in rich text. ``id_of`` takes a link type ("entity" or "page") and a slug or path."""

    def _anchor(match: re.Match[str]) -> str:
        kind, target = _kind_and_target(match["target"])
        words = match["words"] or target.replace("-", " ")
        return f'<a linktype="{kind}" id="{id_of(kind, target)}">{words}</a>'

    return _REFERENCE.sub(_anchor, text)


def _kind_and_target(target: str) -> tuple[str, str]:
    kind, divider, path = target.partition(":")
    return (kind, path) if divider else ("entity", target)


def _part(part: str) -> str:
    lines = [line.strip() for line in part.strip().splitlines()]
    if lines[0].startswith("- "):
        return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in _items(lines))}</ul>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        else:
            items[-1] += f" {line}"
    return items


def _inline(text: str) -> str:
    text = escape(text, quote=False)
    text = _OUTSIDE.sub(r'<a href="\2">\1</a>', text)
    return _BOLD.sub(r"<b>\1</b>", text)
