"""Full validation of an object about to go live, whatever route it takes.

Wagtail validates in the admin's forms only: ``revision.publish()``, bulk publishing and the schedule make live
what they are given. And a draft being saved in one thread relaxes the shared block definitions for every
other thread, so streams are validated here on copies that nothing else touches.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.utils import ErrorList
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from cms.core.problems import Problem, problems_in


class Publishable(Protocol):
    def publish_problems(self) -> Iterator[Problem]: ...


_strict_blocks: dict[tuple[type[Model], str], StreamBlock] = {}


def prepare_strict_blocks() -> None:
    """Copy the block definitions of every model once, at start-up, before any thread can relax them."""
    for model in apps.get_models():
        for field in _stream_fields(model):
            _strict_blocks[model, field.name] = copy.deepcopy(field.stream_block)


def publish_problems(candidate: Model) -> list[Problem]:
    """Everything that stops ``candidate`` from going live, in the order of its form; empty when it may."""
    problems = list(_model_problems(candidate))
    for field in _stream_fields(type(candidate)):
        problems += _stream_problems(candidate, field)
    own = getattr(candidate, "publish_problems", None)
    if own is not None:
        problems += own()
    return problems


def _model_problems(candidate: Model) -> Iterator[Problem]:
    streams = {field.name for field in _stream_fields(type(candidate))}
    try:
        candidate.full_clean(exclude=streams)
    except ValidationError as error:
        yield from problems_in(error)


def _stream_problems(candidate: Model, field: StreamField) -> Iterator[Problem]:
    strict = _strict_blocks[type(candidate), field.name]
    raw = field.get_prep_value(getattr(candidate, field.name))
    try:
        strict.clean(strict.to_python(raw))
    except ValidationError as error:
        for said in _messages(error, strict, raw):
            yield Problem(said.message, field.name, said.trail, said.path)


class _Said(NamedTuple):
    message: str
    trail: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


def _messages(error: ValidationError, block: Any, raw: Any) -> Iterator[_Said]:
    """Flatten nested block errors into sentences, each with the way to it."""
    block_errors = getattr(error, "block_errors", None)
    if block_errors is None:
        yield from (_Said(message) for message in error.messages)
        return
    for where, nested in block_errors.items():
        label = _label(block, raw, where)
        child = getattr(block, "child_block", None) or getattr(block, "child_blocks", {}).get(
            _type(raw, where)
        )
        for said in _messages(nested, child, _value(raw, where)):
            trail = (label, *said.trail) if label else said.trail
            yield _Said(said.message, trail, (*_step(raw, where), *said.path))
    whole: ErrorList = getattr(error, "non_block_errors", ErrorList())
    for nested in whole.as_data():
        yield from (_Said(message) for message in nested.messages)


def _step(raw: Any, where: Any) -> tuple[str, ...]:
    """One step of the path: the id of a stream or list item, or the name of a struct's field."""
    if not isinstance(where, int):
        return (str(where),)
    item = raw[where] if isinstance(raw, list) and where < len(raw) else None
    return (item["id"],) if isinstance(item, dict) and item.get("id") else ()


def _type(raw: Any, where: Any) -> Any:
    return raw[where].get("type") if isinstance(raw, list) and isinstance(raw[where], dict) else where


def _value(raw: Any, where: Any) -> Any:
    try:
        item = raw[where]
    except (KeyError, IndexError, TypeError):
        return None
    return item.get("value", item) if isinstance(item, dict) else item


def _label(block: Any, raw: Any, where: Any) -> str:
    child_blocks = getattr(block, "child_blocks", {})
    name = _type(raw, where)
    if name not in child_blocks:
        return f"row {where + 1}" if isinstance(where, int) else str(where)
    label = str(child_blocks[name].label or name)
    if not isinstance(where, int):
        return label
    title = _title(_value(raw, where))
    return f"{label} “{title}”" if title else f"{label} (block {where + 1})"


def _title(value: Any) -> str:
    """What an editor knows the block by, if it has such a field and it is filled in."""
    names = ("heading", "title", "caption")
    return (
        next((str(value[name]) for name in names if value.get(name)), "") if isinstance(value, dict) else ""
    )


def _stream_fields(model: type[Model]) -> list[StreamField]:
    return [field for field in model._meta.get_fields() if isinstance(field, StreamField)]
