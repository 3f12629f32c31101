"""Blocks of every kind of page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from medications.demo.markup import html
from medications.demo.texts import Ref, Row


def block(kind: str, value: Any) -> Row:
    """A block of a stream. It brings its own id: Wagtail gives none to blocks inside blocks it has not opened."""
    return {"type": kind, "value": value, "id": str(uuid4())}


def text(words: str) -> Row:
    return block("paragraph", html(words))


paragraph = text


def section(heading: str, *content: Row, aspect: str = "") -> Row:
    """``aspect``: a value of schema.org's HealthAspectEnumeration without its ending, such as SideEffects."""
    value: Row = {"heading": heading, "content": list(content)}
    if aspect:
        value["health_aspect"] = f"{aspect}HealthAspect"
    return block("section", value)


def at_a_glance(*points: str) -> Row:
    return block("at_a_glance", {"items": list(points)})


def key_facts(*facts: tuple[str, str]) -> Row:
    return block("key_facts", {"items": [{"label": label, "fact": fact} for label, fact in facts]})


def image(key: str, *, alt: str, caption: str) -> Row:
    value = {
        "image": Ref("image", key),
        "alt_text": alt,
        "decorative": False,
        "caption": caption,
        "credit": "Drawn for this demonstration",
    }
    return block("image", value)


def table(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Row:
    value = {
        "table": {
            "caption": caption,
            "columns": [{"type": "text", "heading": heading} for heading in headings],
            "rows": [{"values": list(row)} for row in rows],
        },
        "row_headings": True,
    }
    return block("table", value)


def do_dont(*, do: Sequence[str], dont: Sequence[str]) -> Row:
    return block("do_dont", {"do": list(do), "dont": list(dont)})


def faq(*questions: tuple[str, str]) -> Row:
    items = [{"question": question, "answer": html(answer)} for question, answer in questions]
    return block("faq", {"items": items})


def step(
    title: str,
    instruction: str,
    *,
    minutes: int,
    tip: str = "",
    caution: str = "",
    image: str = "",
    image_alt: str = "",
) -> Row:
    value = {
        "title": title,
        "instruction": html(instruction),
        "image": Ref("image", image) if image else None,
        "image_alt": image_alt,
        "tip": tip,
        "caution": caution,
        "minutes": minutes,
    }
    return block("step", value)
