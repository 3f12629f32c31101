"""Pages as documents that can be merged: what their fields, rows and blocks are, and back again.

A row is known by its number, or, before it has one, by what must be unique about it, else by what it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ManyToManyField, Model, UniqueConstraint
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

from cms.core.approvals import BESIDE_THE_WORDS
from cms.core.blocks.walk import TITLES
from cms.publishing import identity
from cms.publishing import merge_words as words
from cms.publishing.remarks import label_in_form
from cms.publishing.shapes import Document, Fields, Item, Members, Series, Shape, Whole

# Of the object, not of a version; an expiry belongs to its version.
NOT_MERGED = (BESIDE_THE_WORDS | {"first_published_at", "content_type"}) - {"expire_at"}
ROW = "row"


@cache
def shape_of(model: type[Model]) -> Fields:
    """What a version of a page type consists of."""
    parts = {field.name: _of_field(model, field) for field in _content_fields(model)}
    parts |= {name: _of_rows(model, name, rows) for name, rows in _relations(model)}
    return Fields(label=str(model._meta.verbose_name), parts=parts)


def document_of(model: type[Model], content: dict[str, Any]) -> Document:
    """A version as it is stored, with its streams and rows as series."""
    document = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    for name in _streams(model):
        stored = json.loads(document.get(name) or "[]")
        document[name] = identity.opened(shape_of(model).parts[name], stored)
    for name, rows in _relations(model):
        document[name] = [_item(rows, row) for row in document.get(name) or []]
    return document


def aligned(model: type[Model], document: Document, base: Document) -> Document:
    """``document``, with rows and items that are not numbered known as those of ``base`` that they were made from.

    ``base`` is aligned to itself first.
    """
    found = dict(document)
    for name in _streams(model):
        found[name] = identity.identified(shape_of(model).parts[name], document[name], base[name])
    for name, rows in _relations(model):
        found[name] = _aligned_rows(rows, document[name], base[name])
    return found


def content_of(model: type[Model], document: Document) -> dict[str, Any]:
    """A document as it is stored."""
    content = dict(document)
    for name in _streams(model):
        content[name] = json.dumps(identity.closed(shape_of(model).parts[name], document[name]))
    for name, _ in _relations(model):
        rows = enumerate(item["value"] for item in document[name])
        content[name] = [{**row, "sort_order": n} if "sort_order" in row else row for n, row in rows]
    return content


def shape_of_block(block: Block, label: str = "") -> Shape:
    """What a block consists of. One whose fields say one thing together is a whole."""
    label = label or str(block.label or block.name)
    if isinstance(block, StreamBlock):
        kinds = {name: shape_of_block(child) for name, child in block.child_blocks.items()}
        return Series(label=label, kinds=kinds, name=_name_of_block(kinds))
    if isinstance(block, ListBlock):
        child = shape_of_block(block.child_block)
        return Series(label=label, kinds={"item": child}, name=_name_of_row)
    if isinstance(block, StructBlock) and not getattr(block, "says_one_thing", False):
        parts = {
            name: shape_of_block(child, str(child.label or name))
            for name, child in block.child_blocks.items()
        }
        return Fields(label=label, parts=parts)
    return Whole(label=label, words=lambda raw: words.of_block(block, raw))


def _content_fields(model: type[Model]) -> Iterator[Field[Any, Any]]:
    for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
        is_stored = not isinstance(field, ManyToManyField) or isinstance(field, ParentalManyToManyField)
        if field.editable and is_stored and not field.primary_key and field.name not in NOT_MERGED:
            yield field


def _of_field(model: type[Model], field: Field[Any, Any]) -> Shape:
    label = label_in_form(model, field.name)
    if isinstance(field, StreamField):
        return shape_of_block(field.stream_block, label)
    if isinstance(field, ManyToManyField):
        return Members(label=label, words=lambda raw: words.of_members(field, raw))
    return Whole(label=label, words=lambda raw: words.of_field(field, raw))


def _of_rows(model: type[Model], name: str, rows: type[Model]) -> Series:
    """A row says one thing: who in which role, which source and where in it."""
    row = Whole(label="row", words=lambda raw: words.of_row(rows, raw, leaving_out=_beside(rows)))
    return Series(label=label_in_form(model, name), kinds={ROW: row}, name=_name_of_row)


def _relations(model: type[Model]) -> list[tuple[str, type[Model]]]:
    found = ((rel.get_accessor_name(), rel.related_model) for rel in get_all_child_relations(model))
    return [(name, rows) for name, rows in found if name != COMMENTS_RELATION_NAME]


def _streams(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, StreamField)]


def _item(rows: type[Model], row: dict[str, Any]) -> Item:
    number = row.get("pk")
    key = str(number) if number is not None else f"new {_identity(rows, row)}"
    return {"type": ROW, "id": key, "value": row}


def _aligned_rows(rows: type[Model], items: list[Item], base: list[Item]) -> list[Item]:
    taken = {item["id"] for item in items}
    free = {_identity(rows, item["value"]): item for item in reversed(base) if item["id"] not in taken}
    aligned, seen = [], set()
    for item in items:
        known = free.pop(_identity(rows, item["value"]), None) if item["id"].startswith("new ") else None
        if known is not None:
            item = {**item, "id": known["id"], "value": {**item["value"], "pk": known["value"]["pk"]}}  # noqa: PLW2901
        # Twice the same row says no more than once.
        if item["id"] not in seen:
            aligned.append(item)
        seen.add(item["id"])
    return aligned


def _identity(rows: type[Model], row: dict[str, Any]) -> str:
    """What tells a row without a number from others: its translation key, what is unique about it, or all it says."""
    if row.get("translation_key"):
        return str(row["translation_key"])
    beside = _beside(rows)
    unique = next(
        (
            {*constraint.fields} - beside
            for constraint in rows._meta.constraints
            if isinstance(constraint, UniqueConstraint) and {*constraint.fields} & beside
        ),
        None,
    )
    names = unique if unique is not None else row.keys() - beside
    return json.dumps({name: row.get(name) for name in sorted(names)}, sort_keys=True)


def _beside(rows: type[Model]) -> set[str]:
    """What a row says of where it stands, which is no part of what it says."""
    parents = {field.name for field in rows._meta.concrete_fields if type(field).__name__ == "ParentalKey"}
    return {"pk", "sort_order", *parents}


def _name_of_row(item: Item, number: int) -> str:
    return f"row {number + 1}"


def _name_of_block(kinds: dict[str, Shape]) -> Any:
    def name(item: Item, number: int) -> str:
        kind, value = kinds.get(item["type"]), item["value"]
        label = kind.label if kind is not None else item["type"]
        titles = (value.get(title) for title in TITLES) if isinstance(value, dict) else ()
        title = next((title for title in titles if title), "")
        return f"{label} “{title}”" if title else f"{label} (block {number + 1})"

    return name
