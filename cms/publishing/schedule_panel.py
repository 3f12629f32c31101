"""The side panel of whatever is scheduled: when exactly, what will happen, and whether it can."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from wagtail.admin.ui.side_panels import BaseSidePanel

from cms.core.moment import database_now
from cms.publishing.outlook import Outlook, outlook_of
from cms.publishing.remarks import remark_of
from cms.publishing.words import moment_in_words


class ScheduleSidePanel(BaseSidePanel):
    """Open it from the calendar beside the status; the number counts what stands in the way of the schedule."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle schedule"
        icon_name = "calendar-check"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            outlook = self.panel.outlook
            context["count"] = len(outlook.stuck) or len(outlook.problems)
            return context

    name = "schedule"
    title = "Schedule"
    template_name = "publishing/schedule_panel.html"
    order = 120

    def __init__(self, instance: Model, request: Any, outlook: Outlook) -> None:
        super().__init__(instance, request)
        self.outlook = outlook

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        outlook, trial = self.outlook, self.outlook.trial
        return {
            **context,
            "outlook": outlook,
            "goes_live": moment_in_words(outlook.goes_live) if outlook.goes_live else "",
            "goes_offline": moment_in_words(outlook.goes_offline) if outlook.goes_offline else "",
            "tried_at": moment_in_words(trial.rehearsed_at) if trial else "",
            "remarks": [remark_of(self.object, problem) for problem in outlook.problems],
        }


def schedule_panels(instance: Model, request: Any) -> list[ScheduleSidePanel]:
    """The panel, where something is scheduled for the object."""
    if instance.pk is None:
        return []
    outlook = outlook_of(instance, user=request.user, now=database_now())
    return [ScheduleSidePanel(instance, request, outlook)] if outlook is not None else []
