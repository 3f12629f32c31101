"""What is true of every block that an editor can pick, in every body."""

from __future__ import annotations

from collections.abc import Iterator
from types import GenericAlias
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter
from wagtail.admin.icons import get_icons
from wagtail.blocks import Block, ChoiceBlock, StreamBlock, StructBlock

from cms.core.blocks import groups, represent_value
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.bodies import TextBody
from cms.core.blocks.rules import plain_text
from cms.core.blocks.schemas import _value_schema, stream_item_schema
from cms.core.checks import _undeclared
from cms.core.preview.finding import block_template
from cms.core.rendering.context import RenderContext
from cms.core.schemas import Schema
from cms.core.templatetags.preview import preview_blocks
from medications.blocks.bodies import ArticleBody, DrugBody, GuideBody, GuideSteps, HubBody
from tests.unit.blocks.asking import blocks_inside, draft_errors, example, publish_errors

BODIES: list[type[StreamBlock]] = [TextBody, HubBody, DrugBody, GuideBody, ArticleBody, GuideSteps]
GROUPS = {value for name, value in vars(groups).items() if name.isupper()}


def pickable(body: type[StreamBlock]) -> list[Block]:
    """Blocks that stand in a stream: what the picker offers."""
    streams = [block for block in blocks_inside(body()) if isinstance(block, StreamBlock)]
    return [child for stream in [body(), *streams] for child in stream.child_blocks.values()]


VOCABULARY = {f"{type(block).__name__}": block for body in BODIES for block in pickable(body)}
every_block = pytest.mark.parametrize("block", VOCABULARY.values(), ids=VOCABULARY.keys())
every_body = pytest.mark.parametrize("body", BODIES)


@every_block
def test_every_block_tells_editors_what_it_is_and_when_to_use_it(block: Block) -> None:
    assert block.meta.label
    assert block.meta.group in GROUPS
    assert len(block.get_description()) > 30


@every_block
def test_every_block_has_an_icon_that_exists(block: Block) -> None:
    assert f'id="icon-{block.meta.icon}"' in get_icons()


@every_block
def test_every_example_could_be_published(block: Block, library: dict[str, Any]) -> None:
    assert publish_errors(block, example(block)) == []


@every_block
def test_every_example_becomes_json_of_its_schema(
    block: Block, library: dict[str, Any], context: RenderContext
) -> None:
    saved = block.to_python(block.get_prep_value(example(block)))
    delivered = represent_value(block, saved, context)
    TypeAdapter(_value_schema(block)).validate_python(delivered, strict=False)


@every_block
def test_every_example_can_be_previewed(block: Block, library: dict[str, Any], admin_client: Any) -> None:
    page = admin_client.get("/admin/block-preview/", {"id": block.definition_prefix})
    assert page.status_code == 200
    assert block.is_previewable
    shown = plain_text(page.content.decode())
    for words in _words(block.meta.preview_value):
        assert words in shown


@every_block
def test_every_block_is_previewed_by_a_template_of_its_own(block: Block) -> None:
    assert block_template(block.name).template.name.endswith(f"preview/blocks/{block.name}.html")


@every_block
def test_an_empty_block_is_previewed_with_marks_where_it_has_gaps(
    block: Block, context: RenderContext
) -> None:
    delivered = represent_value(block, block.get_default(), context)
    shown = preview_blocks([{"type": block.name, "id": "", "value": delivered}])
    assert 'class="gap"' in shown or block.name == "not_known"


def test_a_block_without_a_template_is_shown_by_its_parts() -> None:
    value = {
        "first_words": "A & B",
        "text": "<p>Some <script>bad()</script>text</p>",
        "rows": [1, True],
        "none": "",
    }
    shown = preview_blocks([{"type": "unheard_of", "id": "", "value": value}])
    assert shown.strip() == (
        "<dl><dt>First words</dt><dd>A &amp; B</dd><dt>Text</dt><dd><p>Some text</p></dd>"
        "<dt>Rows</dt><dd><ul><li>1</li><li>yes</li></ul></dd></dl>"
    )


@every_block
def test_no_example_says_anything_with_what_this_site_happens_to_have(
    block: Block, library: dict[str, Any], admin_client: Any
) -> None:
    page = admin_client.get("/admin/block-preview/", {"id": block.definition_prefix}).content.decode()
    invented = str(block.meta.preview_value)
    names = {"Elidel label", "Pimecrolimus", "Leaflet"}
    assert [name for name in names if name in page and name not in invented] == []
    assert library["image"].get_rendition("max-800x600").url not in page


@every_block
def test_an_empty_block_can_be_kept_as_a_draft(block: Block, db: None) -> None:
    assert draft_errors(block, block.get_default()) == []


@every_block
def test_an_empty_block_can_be_previewed_as_json(block: Block, context: RenderContext) -> None:
    represent_value(block, block.get_default(), context)


@every_body
def test_every_block_declares_its_json(body: type[StreamBlock]) -> None:
    assert list(_undeclared(body(), body.__name__)) == []


@every_body
def test_every_choice_is_in_the_schema(body: type[StreamBlock]) -> None:
    for block in blocks_inside(body()):
        if not isinstance(block, ContentBlock):
            continue
        for name, child in block.child_blocks.items():
            if isinstance(child, ChoiceBlock) and name in block.Value.model_fields:
                offered = {key for key, _ in child.field.choices if key}
                assert offered == _literals(block.Value.model_fields[name].annotation), f"{block}.{name}"


@every_body
def test_no_two_fields_of_a_block_are_called_the_same(body: type[StreamBlock]) -> None:
    for block in blocks_inside(body()):
        labels = [child.label for child in getattr(block, "child_blocks", {}).values()]
        assert len(labels) == len(set(labels)), block


@every_body
def test_every_field_of_a_schema_is_always_there(body: type[StreamBlock]) -> None:
    for block in blocks_inside(body()):
        if isinstance(block, StructBlock):
            assert all(field.is_required() for field in block.Value.model_fields.values()), block


@every_body
def test_the_openapi_names_of_a_body_are_readable(body: type[StreamBlock]) -> None:
    items: Any = GenericAlias(list, (stream_item_schema(body),))
    adapter: TypeAdapter[Any] = TypeAdapter(items)
    definitions = adapter.json_schema(mode="serialization")["$defs"]
    assert [name for name in definitions if "__" in name] == []


def _literals(annotation: Any) -> set[str]:
    """All values a schema's field allows, through unions and schemas inside it."""
    if isinstance(annotation, type) and issubclass(annotation, Schema):
        inside: list[Any] = [field.annotation for field in annotation.model_fields.values()]
    else:
        inside = list(get_args(annotation))
    found = {value for value in inside if isinstance(value, str)}
    return found.union(*(_literals(inner) for inner in inside if not isinstance(inner, str)))


def _words(example: Any) -> Iterator[str]:
    """Whatever is more than one word in an example, at any depth, as plain text."""
    if isinstance(example, dict):
        example = list(example.values())
    if isinstance(example, list):
        for part in example:
            yield from _words(part)
    elif isinstance(example, str) and " " in example and not example.startswith("http"):
        yield plain_text(example)
