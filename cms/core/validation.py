"""Full validation of an object about to go live, whatever route it takes.

Wagtail validates in the admin's forms only: ``revision.publish()``, bulk publishing and the schedule make live
what they are given. And a draft being saved in one thread relaxes the shared block definitions for every
other thread, so streams are validated here on copies that nothing else touches.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Protocol

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db.models import Field, Model
from django.forms.utils import ErrorList
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME

from cms.core.blocks.walk import Placed, directly_inside
from cms.core.gaps import in_words_of_block, in_words_of_field, label_of
from cms.core.problems import Problem, row_problem


class Publishable(Protocol):
    def publish_problems(self) -> Iterator[Problem]: ...


_strict_blocks: dict[tuple[type[Model], str], StreamBlock] = {}


def prepare_strict_blocks() -> None:
    """Copy the block definitions of every model once, at start-up, before any thread can relax them."""
    for model in apps.get_models():
        for field in stream_fields(model):
            _strict_blocks[model, field.name] = copy.deepcopy(field.stream_block)


def publish_problems(candidate: Model, *, saved_live: bool = False) -> list[Problem]:
    """Everything that stops ``candidate`` from going live, each thing once; empty when it may.

    First its fields, then its rows, its streams, and the rules of its type. ``saved_live``: it was saved as a live page
    a moment ago in the same transaction, which checks its fields.
    """
    problems = [*(() if saved_live else _model_problems(candidate)), *_row_problems(candidate)]
    for field in stream_fields(type(candidate)):
        problems += _stream_problems(candidate, field)
    own = getattr(candidate, "publish_problems", None)
    if own is not None:
        problems += own()
    return list(dict.fromkeys(problems))


def stream_fields(model: type[Model]) -> list[StreamField]:
    return [field for field in model._meta.get_fields() if isinstance(field, StreamField)]


def _model_problems(candidate: Model) -> Iterator[Problem]:
    streams = {field.name for field in stream_fields(type(candidate))}
    try:
        candidate.full_clean(exclude=streams)
    except ValidationError as error:
        yield from problems_in(error, candidate)


def problems_in(error: ValidationError, candidate: Model) -> Iterator[Problem]:
    """What Django's validation of the object has found, in words for an editor."""
    for name, message in _said_of_fields(error, candidate):
        yield Problem(message, name)


def _row_problems(candidate: Model) -> Iterator[Problem]:
    """The rows kept with the object, such as its sources. Comments are no content."""
    if not isinstance(candidate, ClusterableModel):
        return
    for relation in get_all_child_relations(type(candidate)):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        for number, row in enumerate(getattr(candidate, name).all()):
            for field, message in _wrong_in_row(row, relation.field.name):
                label = label_of(row._meta.get_field(field)) if field else ""
                yield row_problem(message, name, number, field=field, label=label)


def _wrong_in_row(row: Model, parent: str) -> Iterator[tuple[str | None, str]]:
    # What is chosen is there, or the revision would have been read without it: no query a row for that.
    chosen = {
        field.name
        for field in row._meta.concrete_fields
        if field.is_relation and getattr(row, field.attname) is not None
    }
    try:
        row.clean_fields(exclude={parent, *chosen})
        row.clean()
    except ValidationError as error:
        yield from _said_of_fields(error, row)


def _said_of_fields(error: ValidationError, instance: Model) -> Iterator[tuple[str | None, str]]:
    """Each message with the name of its field, None where it is about the whole."""
    if not hasattr(error, "error_dict"):
        error = ValidationError({NON_FIELD_ERRORS: error.error_list})
    for name, errors in error.error_dict.items():
        field = _field(instance, name)
        for said in errors:
            yield (None if name == NON_FIELD_ERRORS else name), in_words_of_field(said, field)


def _field(instance: Model, name: str) -> Field[Any, Any] | None:
    try:
        found = instance._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _stream_problems(candidate: Model, field: StreamField) -> Iterator[Problem]:
    strict = _strict_blocks[type(candidate), field.name]
    value = strict.to_python(field.get_prep_value(getattr(candidate, field.name)))
    try:
        strict.clean(value)
    except ValidationError as error:
        for place, message in _said_in_blocks(error, Placed(strict, value)):
            yield Problem(message, field.name, place.trail, place.path)


def _said_in_blocks(error: ValidationError, here: Placed) -> Iterator[tuple[Placed, str]]:
    """Each message with its place, from errors that are nested as the blocks are."""
    nested = getattr(error, "block_errors", None)
    if nested is None:
        yield from ((here, in_words_of_block(said, here.block)) for said in error.error_list)
        return
    inside = directly_inside(here)
    for where, inner in nested.items():
        yield from _said_in_blocks(inner, inside[where])
    whole: ErrorList = getattr(error, "non_block_errors", ErrorList())
    yield from ((here, in_words_of_block(said, here.block)) for said in whole.as_data())
