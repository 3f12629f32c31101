"""Errors of single fields and what the rules of their block say, as one refusal that Wagtail's editor can show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.core.problems import Problem


def of_struct(
    refusal: StructBlockValidationError | None, problems: Iterable[Problem]
) -> StructBlockValidationError:
    """``refusal`` (of the fields, if any) with the ``problems`` that the block's rules found."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        said.setdefault(problem.field or "", []).append(problem.message)
    whole = said.pop("", [])
    errors = dict(refusal.block_errors) if refusal is not None else {}
    for field, messages in said.items():
        errors[field] = (
            with_messages(errors[field], messages) if field in errors else ValidationError(messages)
        )
    return StructBlockValidationError(
        block_errors=errors, non_block_errors=[ValidationError(message) for message in whole]
    )


def of_stream(
    refusal: StreamBlockValidationError | None, problems: Iterable[Problem]
) -> StreamBlockValidationError:
    """The same for a stream, whose rules speak of the whole."""
    messages = [problem.message for problem in problems]
    return with_messages(refusal or StreamBlockValidationError(), messages)


def with_messages(error: Any, messages: Iterable[str]) -> Any:
    """``error`` of a list or stream, with ``messages`` about the whole of it.

    The error of a plain field comes back as it is: it is to be mended before a rule can say anything about the field.
    """
    whole = getattr(error, "non_block_errors", None)
    if whole is not None:
        whole.extend(ValidationError(message) for message in messages)
    return error
