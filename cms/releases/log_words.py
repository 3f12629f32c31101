"""What the history of a release says, in the site history report, too."""

from __future__ import annotations

from typing import Any

from wagtail.log_actions import LogFormatter

from cms.core.moment import moment_in
from cms.publishing.words import moment_in_words


class Added(LogFormatter):
    label = "Add to release"

    def format_message(self, log_entry: Any) -> str:
        done = "Added" if log_entry.data["is_new"] else "Took in the latest version of"
        return f"{done} “{log_entry.data['title']}”: {log_entry.data['what']}"


class Removed(LogFormatter):
    label = "Remove from release"

    def format_message(self, log_entry: Any) -> str:
        return f"Removed “{log_entry.data['title']}”"


class Repinned(LogFormatter):
    label = "Replace version in release"

    def format_message(self, log_entry: Any) -> str:
        return f"Replaced the version of “{log_entry.data['title']}” by another one"


class OfTime(LogFormatter):
    """``words``, and the time it is about, where the entry has one."""

    words = ""

    def format_message(self, log_entry: Any) -> str:
        due = moment_in(log_entry.data.get("go_live_at"))
        return f"{self.words} for {moment_in_words(due)}" if due is not None else self.words


class Scheduled(OfTime):
    label = "Schedule release"
    words = "Scheduled"


class Cancelled(OfTime):
    label = "Cancel release"
    words = "Cancelled the schedule"


FORMATTERS = {
    "releases.add": Added,
    "releases.remove": Removed,
    "releases.repin": Repinned,
    "releases.schedule": Scheduled,
    "releases.cancel": Cancelled,
}
