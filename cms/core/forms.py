"""Editing forms that ask the publish rules when an editor publishes, and know when nothing was edited."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.blocks.base import BlockField

from cms.core import form_rules
from cms.core.same_words import same_words


class PublishRulesMixin:
    """Shows a model's ``publish_problems`` as errors of the form, on publish, schedule and submit.

    They are asked even where single fields are wrong, of the rest, so that an editor is told everything at once.
    """

    _asked = False

    def is_valid(self) -> bool:
        form: Any = self
        valid: bool = super().is_valid()  # type: ignore[misc]
        if form.is_deferred_validation or self._asked:
            return valid
        self._asked = True
        form_rules.ask(form)
        return super().is_valid()  # type: ignore[misc]


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
        return same_words(before, after)


class NamedZoneMixin:
    """Says at the times of the schedule in which zone they are: that of whoever fills them in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        for name in ("go_live_at", "expire_at"):
            if name in form.fields:
                zone = timezone.get_current_timezone_name()
                form.fields[name].help_text = f"In your time zone, {zone}. It can be changed in your account."


class PublishablePageForm(NamedZoneMixin, SameWordsMixin, PublishRulesMixin, WagtailAdminPageForm):
    """The form of every page type."""


class PublishableSnippetForm(NamedZoneMixin, SameWordsMixin, PublishRulesMixin, WagtailAdminModelForm):
    """The form of snippets that have drafts."""
