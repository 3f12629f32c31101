"""What is in releases, read for many of them at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from cms.core.problems import Problem
from cms.releases.models import ReleaseItem


@dataclass
class Contents:
    """What one release holds. ``types``: the most specific types, by id. ``objects``: by base type and primary key, of
    what goes offline; of what goes live there are ``versions``. ``problems``: what the last trial or try found."""

    size: int = 0
    types: set[int] = field(default_factory=set)
    objects: set[tuple[int, str]] = field(default_factory=set)
    versions: set[int] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def contents_of(release_ids: Collection[int]) -> dict[int, Contents]:
    """By id of the release. Two queries."""
    names = ("release_id", "title", "content_type_id", "object_id", "revision_id", "problems")
    rows = list(
        ReleaseItem.objects.filter(release_id__in=release_ids)
        .order_by("added_at", "pk")
        .values_list(*names, "revision__content_type_id")
    )
    types = _types_of_pages([row[3] for row in rows if row[4] is None])
    found = {pk: Contents() for pk in release_ids}
    for release_id, title, type_id, object_id, revision_id, problems, specific in rows:
        contents = found[release_id]
        contents.size += 1
        contents.types.add(specific or types.get((type_id, object_id), type_id))
        contents.problems += [f"“{title}”: {Problem.stored(problem)}" for problem in problems]
        if revision_id is None:
            contents.objects.add((type_id, object_id))
        else:
            contents.versions.add(revision_id)
    return found


def problems_in_words(release_id: int) -> list[str]:
    """What the last trial run or the last try found, each with the title of its item."""
    return contents_of([release_id])[release_id].problems


def _types_of_pages(object_ids: list[str]) -> dict[tuple[int, str], int]:
    base = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
    rows = Page.objects.filter(pk__in=object_ids).values_list("pk", "content_type_id")
    return {(base, str(pk)): type_id for pk, type_id in rows}
