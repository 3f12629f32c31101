"""Pages as their versions make them, built for many at once: what they refer to is looked up in one query a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import ForeignKey, Model
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_m2m_relations
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision, WorkflowMixin

from cms.core.rows import rows_of

# What a page keeps whatever version goes live, from Wagtail's ``with_content_json``.
KEPT = (
    "content_type_id",
    "path",
    "depth",
    "numchild",
    "url_path",
    "draft_title",
    "live",
    "has_unpublished_changes",
    "owner_id",
    "locked",
    "locked_by_id",
    "locked_at",
    "latest_revision_id",
    "latest_revision_created_at",
    "translation_key",
    "locale_id",
    "alias_of_id",
)
# Keys that a version's content has and the page does not take from it.
NOT_TAKEN = frozenset(
    {"content_type", "owner", "locked_by", "latest_revision", "live_revision", "locale", "alias_of"}
)

Wanted = dict[type[Model], set[Any]]


@cache
def can_be_built(model: Any) -> bool:
    """Whether its rows and keys are of the plain kind, and nothing but a slug has to be the only one of its kind."""
    own = {model, *model._meta.get_parent_list()} - {Page}
    return (
        model.from_serializable_data.__func__ is Page.from_serializable_data.__func__
        and not get_all_child_m2m_relations(model)
        and not model._meta.many_to_many
        and issubclass(model, WorkflowMixin)
        and all(_has_plain_rules(each) for each in own)
        and all(_is_plain_row(relation.related_model) for relation in rows_of(model))
    )


def build(versions: Sequence[tuple[Page, Revision]]) -> dict[int, Any]:
    """Each page as its version makes it, by id; without those that refer to something that is gone."""
    wanted: Wanted = {}
    keys = {row.pk: list(_keys_in(row.specific_class, revision.content)) for row, revision in versions}
    for found in keys.values():
        for model, pk in found:
            wanted.setdefault(model, set()).add(pk)
    there = {
        (model, pk)
        for model, pks in wanted.items()
        for pk in model._default_manager.filter(pk__in=pks).values_list("pk", flat=True)
    }
    return {row.pk: _page(row, revision) for row, revision in versions if there.issuperset(keys[row.pk])}


def chosen_fields(page: Model) -> set[str]:
    """Foreign keys that need no query to be checked: what they name was found, or the database vouches for it."""
    return {
        field.name
        for field in page._meta.concrete_fields
        if isinstance(field, ForeignKey) and not field.get_limit_choices_to()
    }


def _has_plain_rules(model: Any) -> bool:
    unique = [field for field in model._meta.local_fields if field.unique and not field.primary_key]
    return not (unique or model._meta.unique_together or model._meta.constraints)


def _is_plain_row(model: Any) -> bool:
    return (
        not issubclass(model, ClusterableModel) and not model._meta.many_to_many and not model._meta.parents
    )


def _page(row: Page, revision: Revision) -> Any:
    content = {name: value for name, value in revision.content.items() if name != COMMENTS_RELATION_NAME}
    page: Any = row.specific_class.from_serializable_data(content, check_fks=False)
    page.pk = row.pk
    page.id = row.pk
    for name in KEPT:
        setattr(page, name, getattr(row, name))
    if page.first_published_at is None:
        page.first_published_at = row.first_published_at
    # As an object that was read; what Wagtail makes of a version is so once it is saved.
    page._state.db = row._state.db  # noqa: SLF001 - Django documents it
    return page


def _keys_in(model: Any, content: Mapping[str, Any]) -> Iterator[tuple[type[Model], Any]]:
    yield from _keys_of(model, content, without=NOT_TAKEN)
    for relation in rows_of(model):
        for row in content.get(relation.get_accessor_name(), ()):
            yield from _keys_of(relation.related_model, row)


def _keys_of(
    model: Any, content: Mapping[str, Any], without: frozenset[str] = frozenset()
) -> Iterator[tuple[type[Model], Any]]:
    for field in _foreign_keys(model):
        value = content.get(field.name)
        if value is not None and field.name not in without:
            target = field.remote_field.model
            yield target, target._meta.pk.to_python(value)


@cache
def _foreign_keys(model: Any) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and not isinstance(field, ParentalKey)
        and not field.remote_field.parent_link
    ]
