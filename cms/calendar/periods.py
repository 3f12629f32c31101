"""The stretch of time that one page of the calendar shows, in the editor's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format

A_WEEK = timedelta(days=7)
# Nearer to the ends of what dates can say, a step to the next month or into another zone runs over them.
YEARS = range(1900, 9000)


class View(StrEnum):
    MONTH = "month"
    WEEK = "week"
    LIST = "list"


@dataclass(frozen=True)
class Period:
    """The week, or else the month, around ``day``. Weeks begin on Monday."""

    view: View
    day: date

    @property
    def first(self) -> date:
        if self.view == View.WEEK:
            return self.day - timedelta(days=self.day.weekday())
        return self.day.replace(day=1)

    @property
    def next(self) -> date:
        """The first day after it."""
        if self.view == View.WEEK:
            return self.first + A_WEEK
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def previous(self) -> date:
        """A day in the period before."""
        return self.first - timedelta(days=1)

    @property
    def start(self) -> datetime:
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        return start_of(self.next)

    @property
    def title(self) -> str:
        if self.view == View.WEEK:
            last = self.next - timedelta(days=1)
            return f"{date_format(self.first, 'j F')} to {date_format(last, 'j F Y')}"
        return date_format(self.first, "F Y")


def start_of(day: date) -> datetime:
    """The first moment of a day in the editor's zone; where the clock skips midnight, the moment after the gap."""
    return timezone.make_aware(datetime.combine(day, time.min))
