"""Side panels that apps above put beside the form of a page or entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.admin.ui.side_panels import BaseSidePanel

MakePanels = Callable[[Any, Any], list[BaseSidePanel]]
"""Called with a page or entry and the request; returns the panels, which may be none."""

_makers: dict[str, MakePanels] = {}


def register(name: str, make: MakePanels) -> None:
    if name in _makers:
        raise ValueError(f"there is a side panel “{name}” already")
    _makers[name] = make


def panels_for(instance: Any, request: Any) -> list[BaseSidePanel]:
    return [panel for make in _makers.values() for panel in make(instance, request)]
