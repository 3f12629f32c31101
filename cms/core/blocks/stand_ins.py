"""What stands in an example for what an editor chooses: words, where any object of this site would be a false one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from cms.core.image_presets import CONTENT, Preset
from cms.core.rendering.context import RenderContext


@dataclass(frozen=True)
class StandIn:
    """Stands for an object of ``model``, in a value that is shown and never stored."""

    model: type[Model]

    def __str__(self) -> str:
        return f"[{self.model._meta.verbose_name} of your choice]"

    @property
    def pk(self) -> StandIn:
        """What blocks ask the render context for."""
        return self


class ExampleContext(RenderContext):
    """Renders an example: what is chosen in it comes out in words."""

    def image_of_id(
        self, image_id: Any, *, alt: str | None = None, preset: Preset = CONTENT
    ) -> dict[str, Any] | None:
        if isinstance(image_id, StandIn):
            return _as_json(image_id, alt=alt or "")
        return super().image_of_id(image_id, alt=alt, preset=preset)

    def document(self, document: Any) -> dict[str, Any] | None:
        return _as_json(document) if isinstance(document, StandIn) else super().document(document)

    def reference(self, kind: str, object_id: Any) -> dict[str, Any] | None:
        return _as_json(object_id) if isinstance(object_id, StandIn) else super().reference(kind, object_id)

    def cards(self, page_ids: Iterable[Any]) -> list[dict[str, Any]]:
        chosen: Sequence[Any] = list(page_ids)
        found = super().cards([page_id for page_id in chosen if not isinstance(page_id, StandIn)])
        return [*found, *(_as_json(page_id) for page_id in chosen if isinstance(page_id, StandIn))]


class _Named(dict[str, Any]):
    """JSON of which only the name is known; whatever else is asked for is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def _as_json(stand_in: StandIn, **known: str) -> dict[str, Any]:
    return _Named(name=str(stand_in), title=str(stand_in), **known)
