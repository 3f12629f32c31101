"""The preview of a block in the picker: its example, set out so that anyone can read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.blocks import Block, BooleanBlock, ChoiceBlock, ChooserBlock, ListBlock, StreamBlock, StructBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.images.blocks import ImageChooserBlock

from cms.core.blocks.walk import walk

EMPTY = (None, "")


class Previewed:
    """Gives a block a preview. ``Meta.preview_value`` is an example as a page would store it (JSON)."""

    def get_preview_template(self, value: Any, context: dict[str, Any] | None = None) -> str:
        return "core/block_preview.html"

    def get_preview_value(self) -> Any:
        """The example, with the first image, document or snippet of this site where one has to be chosen."""
        block: Any = self
        value = block.to_python(block.meta.preview_value) if hasattr(block.meta, "preview_value") else None
        if value is None:
            return block.get_default()
        _choose_examples(block, value)
        return value

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**(parent_context or {}), "example": readable(self, value)}


def _choose_examples(block: Block, value: Any) -> None:
    first: dict[Any, Any] = {}
    for place in list(walk(block, value)):
        for key, child in _choosers_in(place.block, place.value):
            if place.value[key] is None:
                if child.model_class not in first:
                    first[child.model_class] = child.model_class.objects.order_by("pk").first()
                place.value[key] = first[child.model_class]


def _choosers_in(block: Block, value: Any) -> Iterator[tuple[Any, ChooserBlock]]:
    """Where in ``value`` something is chosen: by field name in a struct, by number in a list."""
    if isinstance(block, StructBlock):
        yield from (
            (name, child) for name, child in block.child_blocks.items() if isinstance(child, ChooserBlock)
        )
    elif isinstance(block, ListBlock) and isinstance(block.child_block, ChooserBlock):
        yield from ((number, block.child_block) for number in range(len(value)))


def readable(block: Any, value: Any) -> SafeString:
    """``value`` as plain HTML: fields with their labels, lists as lists; what is empty is left out."""
    if isinstance(block, StructBlock):
        return _fields(block, value)
    if isinstance(block, StreamBlock):
        return format_html_join("", "<div>{}</div>", ((readable(item.block, item.value),) for item in value))
    if isinstance(block, ListBlock):
        items = format_html_join("", "<li>{}</li>", ((readable(block.child_block, item),) for item in value))
        return format_html("<ul>{}</ul>", items)
    return _leaf(block, value)


def _fields(block: StructBlock, value: Any) -> SafeString:
    shown = [
        (child.label, readable(child, value.get(name)))
        for name, child in block.child_blocks.items()
        if not _is_empty(value.get(name))
    ]
    return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", shown))


def _leaf(block: Block, value: Any) -> SafeString:
    if isinstance(block, ChoiceBlock):
        return format_html("{}", dict(block.field.choices).get(value, value or ""))
    if isinstance(block, BooleanBlock):
        return format_html("{}", "yes" if value else "no")
    if isinstance(value, TypedTable):
        return _table(value)
    if isinstance(block, ChooserBlock) and not isinstance(block, ImageChooserBlock):
        return format_html("{}", value)
    return format_html("{}", block.render(value))


def _table(table: TypedTable) -> SafeString:
    head = format_html_join("", "<th>{}</th>", ((column["heading"],) for column in table.columns))
    rows = ((format_html_join("", "<td>{}</td>", ((cell.render(),) for cell in row)),) for row in table.rows)
    body = format_html_join("", "<tr>{}</tr>", rows)
    return format_html(
        "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        table.caption or "",
        head,
        body,
    )


def _is_empty(value: Any) -> bool:
    return value in EMPTY or (hasattr(value, "__len__") and len(value) == 0)
