"""What the templates of previews are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import nh3
from django import template
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cms.core.blocks.rules import plain_text
from cms.core.preview.finding import block_template
from cms.core.rendering.rich_text import ALLOWED_ATTRIBUTES, ALLOWED_TAGS

register = template.Library()


@register.simple_tag
def preview_blocks(items: Iterable[dict[str, Any]]) -> SafeString:
    """Each block of a stream by the template of its type; a mark where readers get nothing of it."""
    return format_html_join("", "{}", ((_block(item),) for item in items))


@register.filter
def or_gap(value: Any, name: str) -> SafeString:
    """``value``, or a mark that says what is missing here."""
    if value is None or not str(value).strip():
        return _gap(f"{name}: missing")
    return format_html("{}", value)


@register.filter
def rich(html: str | None) -> SafeString:
    """HTML from the render context, which has sanitised it."""
    return mark_safe(html or "")


@register.filter
def rich_or_gap(html: str | None, name: str) -> SafeString:
    """The same, or a mark that says what is missing here."""
    return rich(html) if plain_text(html) else _gap(f"{name}: missing")


@register.filter
def item(sequence: Sequence[Any], number: int) -> Any:
    """One of several, by its number from 0."""
    return sequence[number]


@register.filter
def day(value: date | str | None) -> str:
    """A date, given as such or as text in ISO's form: 2 March 2026."""
    found = parse_date(value) if isinstance(value, str) else value
    return date_format(found, "j F Y") if found is not None else ""


@register.filter
def readable(value: Any) -> SafeString:
    """Any JSON, part by part, for what has no template of its own; what is empty is left out."""
    if isinstance(value, dict):
        shown = [(_words(name), readable(part)) for name, part in value.items() if part not in (None, "", [])]
        return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", shown))
    if isinstance(value, list):
        if value and all(isinstance(item, dict) and {"type", "id", "value"} <= item.keys() for item in value):
            return preview_blocks(value)
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((readable(item),) for item in value))
        )
    if isinstance(value, str) and "<" in value:
        return mark_safe(nh3.clean(value, tags=ALLOWED_TAGS, attributes=ALLOWED_ATTRIBUTES, link_rel=None))
    if isinstance(value, bool):
        return format_html("{}", "yes" if value else "no")
    return format_html("{}", value)


def _block(item: dict[str, Any]) -> SafeString:
    if item["value"] is None:
        label = item.get("label") or _words(item["type"])
        return format_html(
            "<p>{}</p>",
            _gap(f"{label}: readers get nothing here. Nothing is chosen, or what is chosen is not public."),
        )
    return mark_safe(block_template(item["type"]).render({"value": item["value"], "id": item["id"]}))


def _gap(words: str) -> SafeString:
    return format_html('<mark class="gap">{}</mark>', words)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
