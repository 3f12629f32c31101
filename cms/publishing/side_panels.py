"""Side panels that apps above put beside the form of a page or entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from wagtail.admin.ui.side_panels import BaseSidePanel

MakePanels = Callable[[Any, Any], list[BaseSidePanel]]
"""Called with a page or entry and the request; returns the panels, which may be none."""

_makers: dict[str, MakePanels] = {}


def register(name: str, make: MakePanels) -> None:
    """Have its panels shown. Raises ``ImproperlyConfigured`` if the name is taken."""
    if name in _makers:
        raise ImproperlyConfigured(f"the side panel {name!r} is registered twice")
    _makers[name] = make


def panels_for(instance: Any, request: Any) -> list[BaseSidePanel]:
    return [panel for make in _makers.values() for panel in make(instance, request)]
