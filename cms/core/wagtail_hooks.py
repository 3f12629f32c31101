"""What the core adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from cms.core.schedules import KEPT, REPLACED


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    @actions.register_action(KEPT)
    class Kept(LogFormatter):
        label = "Keep schedule"

        def format_message(self, entry: Any) -> str:
            return (
                f"The version scheduled for {_due(entry)} stays scheduled, though another one was published"
            )

    @actions.register_action(REPLACED)
    class Replaced(LogFormatter):
        label = "Replace schedule"

        def format_message(self, entry: Any) -> str:
            return f"The version scheduled for {_due(entry)}, which had not gone out, was replaced by another one"


def _due(entry: Any) -> str:
    due = parse_datetime(entry.data["go_live_at"])
    return date_format(localtime(due), "j F Y, H:i:s") if due is not None else "later"
