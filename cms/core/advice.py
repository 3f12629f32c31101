"""Everything an editor should look at again before publishing. Advice never stops a publish."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from cms.core.blocks.base import ContentBlock, ContentStreamBlock
from cms.core.blocks.references import keys_in
from cms.core.blocks.walk import Placed, directly_inside, walk
from cms.core.problems import Problem
from cms.core.rendering import images
from cms.core.validation import stream_fields


def advice_for(candidate: Model) -> list[Problem]:
    """Advice on a page or snippet as it stands in memory: from its blocks, on its images, then from its
    ``publish_advice`` if any.
    """
    found = [advice for field in stream_fields(type(candidate)) for advice in _in_stream(candidate, field)]
    found += _on_images(candidate)
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


def _on_images(candidate: Model) -> Iterator[Problem]:
    """What readers lack of an image that it shows. One query."""
    shown = {image_id: name for name, image_id in _images_in(candidate)}
    for image_id, words in sorted(images.problems_of(shown).items()):
        yield Problem(words, shown[image_id])


def _images_in(candidate: Model) -> Iterator[tuple[str, int]]:
    """Each with the name of its field."""
    for field in candidate._meta.concrete_fields:
        if field.related_model is get_image_model() and field.value_from_object(candidate) is not None:
            yield field.name, field.value_from_object(candidate)
    for stream in stream_fields(type(candidate)):
        for key in keys_in(getattr(candidate, stream.name)):
            if key.kind == "image":
                yield stream.name, key.object_id
