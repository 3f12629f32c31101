"""What is asked in the calendar: which entries, and when else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cms.calendar import days, topics
from cms.calendar.entries import Wanted
from cms.calendar.periods import YEARS
from cms.calendar.subjects import visible_owners, visible_types
from cms.publishing.models import JobKind
from cms.publishing.moment_field import MomentField
from cms.releases.selectors import may_see_releases

NO_SUCH_TIME = (
    "The clocks are changed then, so that time does not exist or happens twice that night. "
    "Choose one before or after."
)


class WantedForm(forms.Form):
    """The filters. A value that means nothing is refused: without it, the calendar would show what nobody asked for."""

    kind = forms.ChoiceField(
        label="What happens",
        required=False,
        error_messages={"invalid_choice": "“%(value)s” is not among what can happen."},
    )
    type = forms.TypedChoiceField(
        label="Type",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "There is no type “%(value)s” here."},
    )
    topic = forms.TypedChoiceField(
        label="Topic",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "There is no topic “%(value)s” that a page has."},
    )
    owner = forms.TypedChoiceField(
        label="Owner",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Nobody known as “%(value)s” owns anything here."},
    )
    mine = forms.BooleanField(label="Only mine", required=False)

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, label_suffix="")
        known = topics.registered()
        offered = {
            "kind": [("", "Everything"), *_kinds(user)],
            "type": [("", "All types"), *visible_types(user)],
            "topic": [("", "All topics"), *(known.choices() if known is not None else [])],
            "owner": [("", "Everybody"), *visible_owners(user)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if known is None:
            del self.fields["topic"]

    def clean_mine(self) -> bool:
        said = self.data.get("mine", "")
        if said.lower() not in {"", "on", "1", "true", "off", "0", "false"}:
            raise ValidationError("“Only mine” is on or off, not “%(value)s”.", params={"value": said})
        return said.lower() in {"on", "1", "true"}

    def refusal(self) -> str:
        """What could not be understood, in words; empty where all was."""
        if self.is_valid():
            return ""
        found = [str(message) for messages in self.errors.values() for message in messages]
        return " ".join([*found, "Choose again."])

    def wanted(self) -> Wanted:
        """Call it only where nothing was refused."""
        read = self.cleaned_data
        return Wanted(
            kind=read["kind"],
            type_id=read["type"],
            owner_id=read["owner"],
            topic_id=read.get("topic"),
            mine=read["mine"],
        )


def _kinds(user: Any) -> list[tuple[str, str]]:
    found = [(JobKind.PUBLISH.value, "Go-lives"), (JobKind.EXPIRE.value, "Expiries")]
    if may_see_releases(user):
        found.append((JobKind.RELEASE.value, "Releases"))
    return [*found, *((kind.name, kind.plural) for kind in days.all_kinds())]


class MoveForm(forms.Form):
    """``was``: the time that the editor saw, with its offset. ``confirmed``: the editor has read what will happen."""

    was = MomentField(widget=forms.HiddenInput, years=YEARS)
    to = MomentField(
        label="New time",
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1", "aria-describedby": "id_to_helptext"},
            format="%Y-%m-%dT%H:%M:%S",
        ),
        error_messages={"required": "Give the new time.", "ambiguous_timezone": NO_SUCH_TIME},
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def why_not(self) -> str:
        """The errors in one line."""
        return " ".join(str(message) for messages in self.errors.values() for message in messages)
