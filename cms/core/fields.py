"""Fields of models that editors fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from wagtail.admin.widgets import AdminAutoHeightTextInput

if TYPE_CHECKING:
    from django import forms

    CharField = models.CharField[str, str]
else:
    CharField = models.CharField


class SentencesInput(AdminAutoHeightTextInput):
    """Grows with what is written. A line break becomes a space: the text is one paragraph wherever it is shown."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        return " ".join(value.split()) if value is not None else None


class SentencesField(CharField):
    """One or two sentences of at most ``max_length`` characters, all in view while they are written.

    The limit is added to the help text.
    """

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        said = f"{self.help_text} At most {self.max_length} characters.".strip()
        return super().formfield(**{"widget": SentencesInput, "help_text": said, **kwargs})

    def deconstruct(self) -> Any:
        """For migrations it is what the database stores."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
