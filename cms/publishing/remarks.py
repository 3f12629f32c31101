"""What is said of a draft, each thing with its place as the editing form names it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import ForeignObjectRel, Model
from wagtail.admin.panels import InlinePanel, Panel, PanelGroup, get_edit_handler

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


def remark_of(draft: Model, said: Problem) -> Remark:
    """What was said of ``draft``, with its place as the form of ``draft`` names it."""
    if not said.field:
        return Remark("", "", said.message)
    where = " → ".join((label_in_form(type(draft), said.field), *said.trail))
    return Remark(where, ".".join((said.field, *said.path)), said.message)


def label_in_form(model: type[Model], name: str) -> str:
    """The field as the form names it; rows have their name from the panel they are in."""
    field = model._meta.get_field(name)
    if isinstance(field, ForeignObjectRel):
        headings = (
            panel.heading for panel in _inline_panels(form_layout(model)) if panel.relation_name == name
        )
        return next((str(heading) for heading in headings), label_of(field))
    return label_of(field)


def form_layout(model: type[Model]) -> Panel:
    viewset = getattr(model, "snippet_viewset", None)
    return viewset.get_edit_handler() if viewset is not None else get_edit_handler(model)


def _inline_panels(group: Panel) -> Iterator[InlinePanel]:
    for panel in group.children:
        if isinstance(panel, InlinePanel):
            yield panel
        elif isinstance(panel, PanelGroup):
            yield from _inline_panels(panel)
