"""Editing forms that ask the publish rules when an editor publishes, and know when nothing was edited."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks.base import BlockField

from cms.core.problems import Problem

# What the rich text editor adds to, and leaves of, a text that nobody has touched.
_BLOCK_KEY = re.compile(r"""\s+data-block-key=["'][^"']*["']""")
_EMPTY_TEXT = re.compile(r"(?:<p></p>)+")


class PublishRulesMixin:
    """Shows a model's ``publish_problems`` as errors of the form, on publish, schedule and submit.

    The rules look at the whole object with its inline children, which exists only once the form and its formsets are
    valid; so they are asked last, of the object as it would be saved.
    """

    def is_valid(self) -> bool:
        form: Any = self
        if not super().is_valid():  # type: ignore[misc]
            return False
        if form.is_deferred_validation:
            return True
        problems: list[Problem] = list(form.save(commit=False).publish_problems())
        for problem in problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return not problems


class SameWordsMixin:
    """Counts a text or a body as changed only if it says something else.

    Stock Wagtail compares what was stored with what the form sends: an empty number is null there and an empty string
    here, and texts come back with other internal keys. Then whoever only approves a page makes a new version of it, and
    the approval is of the version before.
    """

    @cached_property
    def changed_data(self) -> list[str]:
        changed: list[str] = super().changed_data  # type: ignore[misc]
        return [name for name in changed if not self._says_the_same(name)]

    def _says_the_same(self, name: str) -> bool:
        form: Any = self
        if name not in form.cleaned_data:
            return False
        field, before, after = form.fields[name], form[name].initial, form.cleaned_data[name]
        if isinstance(field, BlockField):
            before, after = field.block.get_prep_value(before), field.block.get_prep_value(after)
        elif not (isinstance(before, str) and isinstance(after, str)):
            return False
        return _words(before) == _words(after)


def _words(value: Any) -> Any:
    """``value`` in its stored form, without what no reader could tell apart: keys of texts, and fields left empty."""
    if isinstance(value, dict):
        parts = ((name, _words(part)) for name, part in value.items())
        return {name: part for name, part in parts if part}
    if isinstance(value, list):
        return [_words(part) for part in value]
    if value is None or value is False:
        return ""
    return _EMPTY_TEXT.sub("", _BLOCK_KEY.sub("", str(value)))


class PublishablePageForm(SameWordsMixin, PublishRulesMixin, WagtailAdminPageForm):
    """The form of every page type."""


class PublishableSnippetForm(SameWordsMixin, PublishRulesMixin, WagtailAdminModelForm):
    """The form of snippets that have drafts."""
