"""The kinds of objects of this app that pages show, as the engine knows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from cms.core.image_presets import PORTRAIT
from cms.core.keys import page_key
from cms.core.references import ReferenceKind
from cms.core.visibility import public_snippets
from medications import selectors
from medications.keys import about_key
from medications.models import Category, Contributor, Disclaimer, Entity, Source

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


def kinds() -> tuple[ReferenceKind, ...]:
    """Entities are public when published; the others whenever a page that names them is."""
    return (
        ReferenceKind(
            name="entity",
            model=Entity,
            public=_public_entities,
            represent=_entity,
            attributes=_mention,
            prepare=_attach_pages,
            touches=lambda entity: entity.touched_keys(),
        ),
        ReferenceKind(name="source", model=Source, public=_all_sources, represent=_source),
        ReferenceKind(
            name="contributor", model=Contributor, public=_all_contributors, represent=_contributor
        ),
        ReferenceKind(name="category", model=Category, public=_all_categories, represent=_category),
        ReferenceKind(name="disclaimer", model=Disclaimer, public=_all_disclaimers, represent=_disclaimer),
    )


def _public_entities(now: datetime) -> QuerySet[Entity]:
    return public_snippets(Entity, now=now)


def _attach_pages(entities: Sequence[Any], context: RenderContext) -> None:
    pages = selectors.pages_about([entity.pk for entity in entities], context)
    for entity in entities:
        entity.page_about = pages.get(entity.pk)


def _path(entity: Any, context: RenderContext) -> str | None:
    context.watch(about_key(entity.pk))
    if entity.page_about is None:
        return None
    page_id, path = entity.page_about
    context.show(page_key(page_id))
    return str(path)


def _entity(entity: Any, context: RenderContext) -> dict[str, Any]:
    return {
        "id": entity.pk,
        "kind": entity.kind,
        "name": entity.name,
        "slug": entity.slug,
        "short_definition": entity.short_definition,
        "path": _path(entity, context),
    }


def _mention(entity: Any, context: RenderContext) -> dict[str, str]:
    path = _path(entity, context)
    link = {"href": path} if path is not None else {}
    return {**link, "data-kind": entity.kind, "data-id": str(entity.pk), "data-name": entity.name}


def _all_sources(now: datetime) -> QuerySet[Source]:
    return Source.objects.all()


def _source(source: Source, context: RenderContext) -> dict[str, Any]:
    return {
        "id": source.pk,
        "kind": source.kind,
        "title": source.title,
        "publisher": source.publisher,
        "year": source.year,
        "url": source.url,
        "doi": source.doi,
        "pmid": source.pmid,
        "accessed_on": source.accessed_on,
        "retracted": source.retracted,
    }


def _all_contributors(now: datetime) -> QuerySet[Contributor]:
    return Contributor.objects.prefetch_related("credentials")


def _contributor(person: Contributor, context: RenderContext) -> dict[str, Any]:
    return {
        "id": person.pk,
        "name": person.full_name,
        "role": person.role,
        "bio": person.bio,
        "disclosures": person.disclosures,
        "credentials": _valid_credentials(person, context),
        "photo": context.image_of_id(person.photo_id, preset=PORTRAIT),
    }


def _valid_credentials(person: Contributor, context: RenderContext) -> list[dict[str, Any]]:
    """Those valid today; the first day on which one begins or lapses ends what is said here."""
    rows = list(person.credentials.all())
    for row in rows:
        changes = [row.valid_from, row.valid_to + timedelta(days=1) if row.valid_to else None]
        for day in changes:
            if day is not None and day > context.today:
                context.holds_until(context.start_of(day))
    return [
        {"kind": row.kind, "title": row.title, "body": row.body}
        for row in rows
        if row.is_valid_on(context.today)
    ]


def _all_categories(now: datetime) -> QuerySet[Category]:
    return Category.objects.all()


def _category(category: Category, context: RenderContext) -> dict[str, Any]:
    return {"id": category.pk, "name": category.name, "slug": category.slug}


def _all_disclaimers(now: datetime) -> QuerySet[Disclaimer]:
    return Disclaimer.objects.all()


def _disclaimer(disclaimer: Disclaimer, context: RenderContext) -> dict[str, Any]:
    return {"id": disclaimer.pk, "key": disclaimer.key, "text": disclaimer.text}
