"""The publish checklist: beside the editing form, what still stops publishing and what to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.forms import Media
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import RevisionMixin

from cms.core import validation
from cms.core.advice import advice_for
from cms.publishing import side_panels
from cms.publishing.remarks import Remark, remark_of
from cms.publishing.schedule_panel import schedule_panels


@dataclass(frozen=True)
class Checklist:
    stops: tuple[Remark, ...]
    look_again: tuple[Remark, ...]


def checklist_of(instance: Model) -> Checklist:
    """What stands in the way of the last saved version of ``instance``, which has been saved at least once."""
    draft = _last_saved(instance)
    return Checklist(
        stops=tuple(remark_of(draft, problem) for problem in validation.publish_problems(draft)),
        look_again=tuple(remark_of(draft, advice) for advice in advice_for(draft)),
    )


def _last_saved(instance: Model) -> Model:
    """As stored: the object at hand may carry what a refused form left on it."""
    stored: Model = type(instance)._default_manager.get(pk=instance.pk)
    return stored.get_latest_revision_as_object() if isinstance(stored, RevisionMixin) else stored


class ChecklistSidePanel(BaseSidePanel):
    """Open it from the clipboard beside the status. It is filled at load and again whenever a draft is saved."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle publish checklist"
        icon_name = "clipboard-list"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            checklist = self.panel.checklist
            context["count"] = len(checklist.stops) if checklist else 0
            return context

    name = "checklist"
    title = "Publish checklist"
    template_name = "publishing/checklist.html"
    order = 150

    def __init__(self, instance: Model, request: Any) -> None:
        super().__init__(instance, request)
        self.checklist = checklist_of(instance) if instance.pk is not None else None

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["checklist"] = self.checklist
        return context

    @property
    def media(self) -> Media:
        return Media(js=["publishing/checklist.js"])


class WithChecklist:
    """Mixed into an editing view of Wagtail's, for pages or snippets.

    Puts the checklist behind the status panel, and before it the schedule, where there is one, and what apps above add.
    """

    def get_side_panels(self) -> MediaContainer:
        view: Any = self
        status, *others = super().get_side_panels()  # type: ignore[misc]
        instance = getattr(view, "page", None) or view.form.instance
        schedule = schedule_panels(instance, view.request)
        added = side_panels.panels_for(instance, view.request)
        return MediaContainer(
            [status, *schedule, *added, ChecklistSidePanel(instance, view.request), *others]
        )
