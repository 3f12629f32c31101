"""Start-up guards: a page type or block that did not declare what the engine needs fails here, not in a response."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.models import BasePage


@register()
def page_types_declare_their_json(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """core.E001: every page type is a BasePage with a schema. core.E002: and says in the admin when to use it."""
    errors: list[CheckMessage] = []
    for model in _page_types():
        if not issubclass(model, BasePage) or "schema" not in vars(model):
            errors.append(
                Error(
                    f"{model.__name__} declares no JSON schema.",
                    hint="Derive it from cms.core.models.BasePage and set `schema` to its PageSchema.",
                    obj=model,
                    id="core.E001",
                )
            )
        elif not model.page_description:
            errors.append(
                Error(
                    f"{model.__name__} does not tell editors when to use it.",
                    hint="Set `page_description` to a sentence or two.",
                    obj=model,
                    id="core.E002",
                )
            )
    return errors


@register()
def blocks_declare_their_json(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """core.E003: every struct block has a ``Value``. core.E004: every stream block is a ContentStreamBlock."""
    errors: list[CheckMessage] = []
    for model in _page_types():
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                errors += _undeclared(field.stream_block, f"{model.__name__}.{field.name}")
    return errors


def _undeclared(block: Block, where: str) -> Iterator[CheckMessage]:
    if isinstance(block, StructBlock) and not (isinstance(block, ContentBlock) and hasattr(block, "Value")):
        yield Error(f"The block {type(block).__name__} in {where} declares no JSON.", id="core.E003",
                    hint="Derive it from ContentBlock and give it a Value schema.")  # fmt: skip
    if isinstance(block, StreamBlock) and not isinstance(block, ContentStreamBlock):
        yield Error(f"The stream {type(block).__name__} in {where} declares no JSON.", id="core.E004",
                    hint="Derive it from ContentStreamBlock.")  # fmt: skip
    for child in _children(block):
        yield from _undeclared(child, where)


def _children(block: Block) -> Sequence[Block]:
    if isinstance(block, ListBlock):
        return [block.child_block]
    return list(getattr(block, "child_blocks", {}).values())


def _page_types() -> list[type[Page]]:
    return [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]
