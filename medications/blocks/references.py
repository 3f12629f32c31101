"""What several medical blocks deliver in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field
from wagtail.blocks import StructValue

from cms.core.problems import Problem
from cms.core.schemas import Schema
from medications.schemas import EntityReference

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class Subject(Schema):
    """Something named, with the entry on it where there is one to show."""

    name: str
    entity: EntityReference | None = Field(
        description="Null where there is no entry or readers may not see it."
    )


def represent_subject(entity: Any | None, name: str | None, context: RenderContext) -> dict[str, Any]:
    """A ``Subject``. The editor's own words win; an entry that is not public shows nothing, not even its name."""
    reference = represent_entity(entity, context)
    return {"name": name or (reference["name"] if reference is not None else ""), "entity": reference}


def subject_problems(value: StructValue) -> Iterator[Problem]:
    """What keeps a row with ``entity`` and ``name`` from naming its subject to readers."""
    if value["name"]:
        return
    if value["entity"] is None:
        yield Problem("Choose an entry or write a name.", "name")
    elif not value["entity"].live:
        yield Problem(f"“{value['entity']}” is not published: publish it first, or write a name.", "name")


def agent_problems(entity: Any | None, *, field: str) -> Iterator[Problem]:
    """What is wrong with the entry chosen where a medicine or a class belongs."""
    if entity is not None and entity.kind == "condition":
        yield Problem(f"“{entity}” is a condition. Choose a medicine or a class.", field)


def hidden_advice(entity: Any | None, *, field: str) -> Iterator[Problem]:
    """Advice where the chosen entry drops out because readers may not see it."""
    if entity is not None and not entity.live:
        yield Problem(f"“{entity}” is not published: readers do not see it here until it is.", field)


def source_advice(source: Any | None, *, field: str = "source") -> Iterator[Problem]:
    """Advice where the chosen source is no longer good."""
    if source is not None and (why := source.why_outdated()):
        yield Problem(why, field)


def represent_entity(entity: Any | None, context: RenderContext) -> dict[str, Any] | None:
    return context.reference("entity", entity.pk) if entity is not None else None


def represent_source(source: Any | None, context: RenderContext) -> dict[str, Any] | None:
    return context.reference("source", source.pk) if source is not None else None


def with_shared_source(
    rows: list[dict[str, Any]], shared: Any | None, context: RenderContext
) -> list[dict[str, Any]]:
    """``rows`` as JSON, those without a source of their own with the one of their table."""
    # Asked for only if a row needs it: what is asked for counts as shown.
    without_own = [row for row in rows if row["source"] is None]
    reference = represent_source(shared, context) if without_own else None
    return [{**row, "source": row["source"] or reference} for row in rows]
