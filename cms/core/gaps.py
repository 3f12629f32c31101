"""What an empty field asks of an editor, in words; Wagtail says only that it is required."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext
from wagtail.blocks import Block, ChoiceBlock, ChooserBlock, StreamBlock

GAPS = frozenset({"required", "blank", "null"})


def in_words_of_block(error: ValidationError, block: Block | None) -> str:
    """The message of an error of ``block``; where it is empty, what to put there."""
    if not _is_gap(error):
        return _message(error)
    label = str(getattr(block, "label", "") or "")
    if isinstance(block, StreamBlock):
        return f"Put at least one block into “{label}”."
    return _asking(label, chosen=isinstance(block, ChoiceBlock | ChooserBlock))


def in_words_of_field(error: ValidationError, field: Field[Any, Any] | None) -> str:
    """The message of an error of a model's field; where it is empty, what to put there."""
    if field is None or not _is_gap(error):
        return _message(error)
    return _asking(label_of(field), chosen=bool(field.is_relation or field.choices))


def label_of(field: Any) -> str:
    """A field's name as a form shows it; relations that rows hang on have only the name of the attribute."""
    label = str(getattr(field, "verbose_name", field.name.replace("_", " ")))
    return label[:1].upper() + label[1:]


def _asking(label: str, *, chosen: bool) -> str:
    if not label:
        return "Choose something here." if chosen else "Fill this in."
    return f"Choose “{label}”." if chosen else f"Fill in “{label}”."


def _is_gap(error: ValidationError) -> bool:
    # A stream gives its error no code.
    return error.code in GAPS or _message(error) == gettext("This field is required.")


def _message(error: ValidationError) -> str:
    return " ".join(error.messages)
