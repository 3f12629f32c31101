"""What is asked in the calendar: which entries, and when else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms.calendar.entries import Wanted
from cms.calendar.periods import YEARS
from cms.calendar.subjects import visible_types
from cms.publishing.models import JobKind

NO_SUCH_TIME = (
    "The clocks are changed then, so that time does not exist or happens twice that night. "
    "Choose one before or after."
)


class WantedForm(forms.Form):
    """The filters. What it can't read, it leaves out."""

    kind = forms.ChoiceField(
        label="What happens",
        required=False,
        choices=[
            ("", "Everything"),
            (JobKind.PUBLISH.value, "Go-lives"),
            (JobKind.EXPIRE.value, "Expiries"),
        ],
    )
    type = forms.TypedChoiceField(label="Type", required=False, coerce=int, empty_value=None)
    mine = forms.BooleanField(label="Only mine", required=False)

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, label_suffix="")
        self.fields["type"].choices = [("", "All types"), *visible_types(user)]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        self.full_clean()
        read = self.cleaned_data
        return Wanted(kind=read.get("kind", ""), type_id=read.get("type"), mine=read.get("mine", False))


class LocalMomentField(forms.DateTimeField):
    """A time in the editor's own zone, or with its offset; refuses one that a change of the clocks skips or doubles."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment: datetime | None = super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise ValidationError(NO_SUCH_TIME, code=error.code) from error
            raise
        if moment is not None and moment.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class MoveForm(forms.Form):
    """``was``: the time that the editor saw, with its offset. ``confirmed``: the editor has read what will happen."""

    was = LocalMomentField(widget=forms.HiddenInput)
    to = LocalMomentField(
        label="New time",
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1", "aria-describedby": "id_to_helptext"},
            format="%Y-%m-%dT%H:%M:%S",
        ),
        error_messages={"required": "Give the new time.", "invalid": "This is no date and time."},
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def why_not(self) -> str:
        """The errors in one line."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)
