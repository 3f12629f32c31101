"""A moment as an editor gives it: in the editor's own zone, also in the nights when clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

# What somebody may mean; whatever else is given is a slip of the fingers.
YEARS = range(2000, 2200)


class MomentField(forms.DateTimeField):
    """A time in the editor's own zone, or with its offset.

    One that a change of the clocks skips or doubles is refused. The error has the code ``ambiguous_timezone`` and the
    moments that may be meant in its ``params`` as ``readings``, the earlier first; a form that offers no choice of them
    gives words of its own for that code. ``years``: others are refused.
    """

    def __init__(self, *, years: range = YEARS, **kwargs: Any) -> None:
        self.years = years
        said = {"required": "Give the time.", "invalid": "This is no date and time."}
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        )
        said |= kwargs.pop("error_messages", {})
        super().__init__(**{"widget": widget, **kwargs}, error_messages=said)

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment: datetime | None = super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                found = readings_of(datetime.fromisoformat(str(value)))
                why = self.error_messages.get(error.code) or _why(found)
                raise ValidationError(why, error.code, params={"readings": found}) from error
            raise
        if moment is not None and moment.year not in self.years:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


def readings_of(naive: datetime) -> list[datetime]:
    """What a time that does not exist, or exists twice, in the editor's zone may mean: two moments, in order."""
    zone = timezone.get_current_timezone()
    both = [naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return sorted(moment.astimezone(zone) for moment in both)


def reading_in_words(moment: datetime) -> str:
    """``25 October 2026, 01:30:00 (UTC+01:00)``: with the offset, as the zone's name would not tell them apart."""
    offset = moment.strftime("%z")
    return f"{date_format(moment, 'j F Y, H:i:s')} (UTC{offset[:3]}:{offset[3:]})"


def _why(readings: list[datetime]) -> str:
    first, second = (reading_in_words(moment) for moment in readings)
    twice = readings[0].replace(tzinfo=None) == readings[1].replace(tzinfo=None)
    said = "happens twice that night" if twice else "does not exist that night"
    return f"The clocks are changed then, and this time {said}. Choose which is meant: {first} or {second}."
