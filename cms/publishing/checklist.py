"""The publish checklist: beside the editing form, what still stops publishing and what to look at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignObjectRel, Model
from django.forms import Media
from wagtail.admin.panels import InlinePanel, Panel, PanelGroup, get_edit_handler
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import RevisionMixin

from cms.core import validation
from cms.core.advice import advice_for
from cms.core.gaps import label_of
from cms.core.problems import Problem


@dataclass(frozen=True)
class Remark:
    """One line of the list.

    ``where``: in words, outermost first. ``path``: as the form marks the place, joined by dots. Both are empty where
    the remark is about the whole.
    """

    where: str
    path: str
    message: str


@dataclass(frozen=True)
class Checklist:
    stops: tuple[Remark, ...]
    look_again: tuple[Remark, ...]


def checklist_of(instance: Model) -> Checklist:
    """What stands in the way of the last saved version of ``instance``, which has been saved at least once."""
    draft = _last_saved(instance)
    return Checklist(
        stops=tuple(_remark(draft, problem) for problem in validation.publish_problems(draft)),
        look_again=tuple(_remark(draft, advice) for advice in advice_for(draft)),
    )


def _last_saved(instance: Model) -> Model:
    """As stored: the object at hand may carry what a refused form left on it."""
    stored: Model = type(instance)._default_manager.get(pk=instance.pk)
    return stored.get_latest_revision_as_object() if isinstance(stored, RevisionMixin) else stored


def _remark(draft: Model, said: Problem) -> Remark:
    if not said.field:
        return Remark("", "", said.message)
    where = " → ".join((_label(draft, said.field), *said.trail))
    return Remark(where, ".".join((said.field, *said.path)), said.message)


def _label(draft: Model, name: str) -> str:
    """The field as the form names it; rows have their name from the panel they are in."""
    field = draft._meta.get_field(name)
    if isinstance(field, ForeignObjectRel):
        headings = (
            panel.heading for panel in _inline_panels(_form_layout(draft)) if panel.relation_name == name
        )
        return next((str(heading) for heading in headings), label_of(field))
    return label_of(field)


def _form_layout(draft: Model) -> Panel:
    viewset = getattr(draft, "snippet_viewset", None)
    return viewset.get_edit_handler() if viewset is not None else get_edit_handler(type(draft))


def _inline_panels(group: Panel) -> Iterator[InlinePanel]:
    for panel in group.children:
        if isinstance(panel, InlinePanel):
            yield panel
        elif isinstance(panel, PanelGroup):
            yield from _inline_panels(panel)


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
    """Mixed into an editing view of Wagtail's, for pages or snippets: puts the checklist behind the status panel."""

    def get_side_panels(self) -> MediaContainer:
        view: Any = self
        status, *others = super().get_side_panels()  # type: ignore[misc]
        instance = getattr(view, "page", None) or view.form.instance
        return MediaContainer([status, ChecklistSidePanel(instance, view.request), *others])
