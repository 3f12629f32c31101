"""Everything an editor should look at again before publishing. Advice never stops a publish."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model
from wagtail.fields import StreamField

from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.blocks.walk import Placed, directly_inside, walk
from cms.core.problems import Problem
from cms.core.validation import stream_fields


def advice_for(candidate: Model) -> list[Problem]:
    """Advice on a page or snippet as it stands in memory: from its blocks, then from its ``publish_advice`` if any."""
    found = [advice for field in stream_fields(type(candidate)) for advice in _in_stream(candidate, field)]
    own = getattr(candidate, "publish_advice", None)
    if own is not None:
        found += own()
    return list(dict.fromkeys(found))


def _in_stream(candidate: Model, field: StreamField) -> Iterator[Problem]:
    for place in walk(field.stream_block, getattr(candidate, field.name)):
        for said in _said_by(place):
            here = directly_inside(place)[said.field] if said.field else place
            yield Problem(said.message, field.name, (*here.trail, *said.trail), (*here.path, *said.path))


def _said_by(place: Placed) -> Iterator[Problem]:
    if isinstance(place.block, ContentBlock):
        yield from place.block.advice(place.value)
    elif isinstance(place.block, ContentStreamBlock):
        yield from place.block.advice_in_stream(place.value)
