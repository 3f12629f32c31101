"""Base classes of all blocks.

A block keeps three things under the fields they describe: its JSON (``Value``), how it becomes that JSON
(``represent``) and its rules (``always``, ``on_publish``, ``advice``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from wagtail.blocks import StreamBlock, StructBlock, StructValue
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.core.blocks import refusals
from cms.core.blocks.preview import Previewed
from cms.core.blocks.salvage import salvage
from cms.core.blocks.values import represent_value
from cms.core.problems import Problem
from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class ContentBlock(Previewed, StructBlock):
    """A block of named fields.

    Subclasses declare ``Value``, the schema of the JSON they become. ``represent`` maps each field by its kind;
    override it to add what is derived, or to return None where a reader may not see what the block is about: the block
    then drops out. A child block with ``required=True`` is asked for on publish and not on a draft.
    """

    Value: ClassVar[type[Schema]]
    safety: ClassVar[bool] = False
    """Whether readers must see it without opening anything; such a block is refused inside an accordion."""
    says_one_thing: ClassVar[bool] = False
    """Whether its fields mean something only together, such as amount and unit of a dose: a merge never mixes them."""

    def always(self, value: StructValue) -> Iterator[Problem]:
        """What must hold even in a draft, because keeping it would do harm or could not be shown."""
        yield from ()

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        """What must hold before readers see it, beyond required fields."""
        yield from ()

    def advice(self, value: StructValue) -> Iterator[Problem]:
        """What an editor should look at again; never stops a publish."""
        yield from ()

    def clean(self, value: StructValue) -> StructValue:
        """Clean the fields and ask the block's own rules; raises ``StructBlockValidationError`` with all it found."""
        refusal = None
        try:
            cleaned = super().clean(value)
        except StructBlockValidationError as error:
            refusal, cleaned = error, salvage(self, value)
        problems = list(self.always(cleaned))
        if not self.is_deferred_validation:
            problems += self.on_publish(cleaned)
        if refusal is not None or problems:
            raise refusals.of_struct(refusal, problems)
        return cleaned

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any] | None:
        """The block's value as JSON in the shape of ``Value``. Drafts may come out with gaps; editions may not."""
        return self.represent_fields(value, context)

    def represent_fields(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        """Every field by its kind."""
        return {
            name: represent_value(child, value.get(name), context)
            for name, child in self.child_blocks.items()
        }


class ContentStreamBlock(StreamBlock):
    """A sequence of blocks, each delivered as ``{"type", "id", "value"}``."""

    def always_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        """Rules across the blocks of the stream that hold even in a draft."""
        yield from ()

    def on_publish_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        """Rules across the blocks of the stream that hold on publish."""
        yield from ()

    def advice_in_stream(self, value: StreamValue) -> Iterator[Problem]:
        """Advice across the blocks of the stream."""
        yield from ()

    def clean(self, value: StreamValue) -> StreamValue:
        """Clean the blocks and ask the rules across them; raises ``StreamBlockValidationError`` with all it found."""
        refusal = None
        try:
            cleaned = super().clean(value)
        except StreamBlockValidationError as error:
            refusal, cleaned = error, salvage(self, value)
        problems = list(self.always_in_stream(cleaned))
        if not self.is_deferred_validation:
            problems += self.on_publish_in_stream(cleaned)
        if refusal is not None or problems:
            raise refusals.of_stream(refusal, problems)
        return cleaned

    def represent(self, value: StreamValue, context: RenderContext) -> list[dict[str, Any]]:
        """Every block a reader may see, with its type and its id, which stays the same from revision to revision."""
        items = [
            {
                "type": child.block_type,
                "id": child.id,
                "value": represent_value(child.block, child.value, context),
            }
            for child in value
        ]
        return [item for item in items if item["value"] is not None]
