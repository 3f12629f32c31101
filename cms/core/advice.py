"""Everything an editor should look at again before publishing. Advice never stops a publish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from wagtail.blocks import Block
from wagtail.fields import StreamField

from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.blocks.walk import Placed, walk
from cms.core.problems import Problem


@dataclass(frozen=True)
class Advice:
    """One thing to look at again.

    ``field``: the model field it is in, None where it is about the whole object. ``trail``: labels of the blocks on the
    way, outermost first. ``block_id``: the block to take the editor to (``#block-<id>-section`` in the admin's form).
    """

    message: str
    field: str | None
    trail: tuple[str, ...] = ()
    block_id: str | None = None


def advice_for(candidate: Model) -> list[Advice]:
    """Advice on a page or snippet as it stands in memory: from its blocks, then from its ``publish_advice`` if any."""
    found = [advice for field in _stream_fields(type(candidate)) for advice in _in_stream(candidate, field)]
    own = getattr(candidate, "publish_advice", None)
    if own is not None:
        found += [Advice(problem.message, problem.field) for problem in own()]
    return found


def _in_stream(candidate: Model, field: StreamField) -> Iterator[Advice]:
    value = getattr(candidate, field.name)
    for place in walk(field.stream_block, value):
        for problem in _problems(place.block, place):
            yield Advice(problem.message, field.name, place.trail, place.block_id)


def _problems(block: Block, place: Placed) -> Iterator[Problem]:
    if isinstance(block, ContentBlock):
        yield from block.advice(place.value)
    elif isinstance(block, ContentStreamBlock):
        yield from block.advice_in_stream(place.value)


def _stream_fields(model: type[Model]) -> list[StreamField]:
    return [field for field in model._meta.get_fields() if isinstance(field, StreamField)]
