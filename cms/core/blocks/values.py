"""How the value of any block becomes JSON: one rule per kind of block."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.core import references

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


def represent_value(block: blocks.Block, value: Any, context: RenderContext) -> Any:
    """``value`` of ``block`` as JSON; what it shows of other objects is recorded in ``context``.

    Pages come out as cards, images with their sources, registered snippets as their representation; what a reader may
    not see comes out as None and drops out of lists.
    """
    own = getattr(block, "represent", None)
    if own is not None:
        return own(value, context)
    if isinstance(block, blocks.ListBlock):
        items = [represent_value(block.child_block, item, context) for item in value or ()]
        return [item for item in items if item is not None]
    if isinstance(block, blocks.RichTextBlock):
        return context.rich_text(value.source) if value is not None else ""
    if isinstance(block, blocks.ChooserBlock):
        return _represent_chosen(block, value, context)
    return _represent_plain(block, value)


def _represent_chosen(block: blocks.ChooserBlock, value: Any, context: RenderContext) -> Any:
    if value is None:
        return None
    if isinstance(block, blocks.PageChooserBlock):
        return context.card(value.pk)
    if isinstance(block, ImageChooserBlock):
        return context.image(value)
    if isinstance(block, SnippetChooserBlock):
        return context.reference(_kind_of(block.model_class), value.pk)
    if isinstance(block, DocumentChooserBlock):
        return context.document(value)
    raise TypeError(f"no JSON is defined for what {type(block).__name__} chooses")


def _kind_of(model: type[Any]) -> str:
    for kind in references.all_kinds():
        if issubclass(model, kind.model):
            return kind.name
    raise TypeError(f"{model.__name__} is not registered with cms.core.references")


def _represent_plain(block: blocks.Block, value: Any) -> Any:
    if isinstance(block, blocks.ChoiceBlock):
        return value or None
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock):
        return value or ""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value
