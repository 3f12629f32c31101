"""Stored values as an editor reads them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Field, Model
from django.utils.formats import date_format
from wagtail.blocks import (
    Block,
    BooleanBlock,
    ChoiceBlock,
    ChooserBlock,
    ListBlock,
    RichTextBlock,
    StructBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField

from cms.core.blocks.rules import plain_text
from cms.core.gaps import label_of
from cms.publishing.words import moment_in_words

GONE = "something that has been deleted"


def of_field(field: Field[Any, Any], raw: Any) -> str:
    """The value of a model's field as a version keeps it."""
    if raw is None or raw == "":
        return ""
    if field.is_relation:
        chosen = field.related_model._default_manager.filter(pk=raw).first()  # type: ignore[union-attr]
        return str(chosen) if chosen is not None else GONE
    if field.choices:
        return str(dict(field.flatchoices).get(raw, raw))
    if isinstance(field, RichTextField):
        return plain_text(raw)
    return _plain(_read(field, raw), is_moment=isinstance(field, DateTimeField))


def of_members(field: Any, raw: list[Any]) -> str:
    return ", ".join(str(member) for member in field.related_model._default_manager.filter(pk__in=raw))


def of_row(rows: type[Model], raw: dict[str, Any], *, leaving_out: set[str]) -> str:
    """A row with each of its filled fields on a line."""
    fields = (field for field in rows._meta.concrete_fields if field.name in raw.keys() - leaving_out)
    said = ((label_of(field), of_field(field, raw[field.name])) for field in fields)
    return "\n".join(f"{label}: {words}" for label, words in said if words)


def of_block(block: Block, raw: Any) -> str:
    """The value of a block as a version keeps it."""
    if raw is None or raw == "":
        return ""
    if isinstance(block, RichTextBlock):
        return plain_text(raw)
    if isinstance(block, ChooserBlock):
        chosen = block.to_python(raw)
        return str(chosen) if chosen is not None else GONE
    if isinstance(block, StructBlock):
        said = ((child, of_block(child, raw.get(name))) for name, child in block.child_blocks.items())
        return "\n".join(f"{child.label or child.name}: {words}" for child, words in said if words)
    return _of_simple_block(block, raw)


def _of_simple_block(block: Block, raw: Any) -> str:
    if isinstance(block, ChoiceBlock):
        return str(_choices_of(block).get(raw, raw))
    if isinstance(block, TypedTableBlock):
        return _table(block, raw)
    if isinstance(block, ListBlock):
        return "\n".join(of_block(block.child_block, item.get("value", item)) for item in raw)
    return _plain(raw, is_moment=False) if not isinstance(block, BooleanBlock) else _plain(bool(raw))


def _choices_of(block: ChoiceBlock) -> dict[Any, Any]:
    return {key: label for key, label in block.field.choices if not isinstance(label, list | tuple)}


def _table(block: TypedTableBlock, raw: dict[str, Any]) -> str:
    columns = raw.get("columns", [])
    kinds = [block.child_blocks[column["type"]] for column in columns]
    rows = [
        " | ".join(of_block(kind, cell) for kind, cell in zip(kinds, row["values"], strict=False))
        for row in raw.get("rows", [])
    ]
    heading = " | ".join(str(column.get("heading", "")) for column in columns)
    return "\n".join(filter(None, [raw.get("caption", ""), heading, *rows]))


def _read(field: Field[Any, Any], raw: Any) -> Any:
    try:
        return field.to_python(raw)
    except ValidationError:
        return raw


def _plain(value: Any, *, is_moment: bool = False) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if is_moment and hasattr(value, "tzinfo"):
        return moment_in_words(value)
    if hasattr(value, "strftime"):
        return date_format(value, "j F Y")
    return str(value)
