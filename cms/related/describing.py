"""Which pages take part, and what their vectors are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale

from cms.core.reading import read_together
from cms.core.sites import site_of
from cms.core.visibility import public_pages
from cms.related import description
from cms.related.models import Feature, Space
from cms.related.vectors import Counts, Frequencies, Vector, counts_of, features_in, vector_of

IN_ONE_QUERY = 5000


@dataclass(frozen=True, slots=True)
class Described:
    """A page that takes part."""

    page_id: int
    space_id: int
    type: str
    counts: Counts


def describe(page_ids: Collection[int], *, now: datetime) -> dict[int, Described]:
    """Those of the pages that anyone may read at ``now``, stand on a site and are known to a source."""
    spaces = _Spaces()
    places: dict[int, tuple[int, str]] = {}
    by_type: dict[str, list[int]] = {}
    with read_together([]):  # the sites
        pages = [(page, site_of(page)) for page in public_pages(now=now).filter(pk__in=page_ids)]
    for page, site in pages:
        kind = type_name(page.content_type_id)
        if site is not None and kind in description.known_types():
            by_type.setdefault(kind, []).append(page.pk)
            places[page.pk] = (spaces.of(site.pk, page.locale_id), kind)
    found: dict[int, Described] = {}
    for source in description.sources():
        wanted = [page_id for kind in sorted(source.types) for page_id in by_type.get(kind, [])]
        for page_id, said in (source.describe(wanted) if wanted else {}).items():
            found[page_id] = Described(page_id, *places[page_id], counts_of(said))
    return found


def type_name(content_type_id: int) -> str:
    """As ``meta.type`` has it: ``medications.DrugPage``."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    return f"{model._meta.app_label}.{model.__name__}" if model is not None else ""


class _Spaces:
    """Numbers of spaces, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], int] = {}

    def of(self, site_id: int, locale_id: int) -> int:
        key = (site_id, locale_id)
        if key not in self._known:
            language = Locale.objects.get(pk=locale_id).language_code
            self._known[key] = Space.objects.get_or_create(site_id=site_id, language=language)[0].pk
        return self._known[key]


class Vocabulary:
    """The features of one space: their numbers, and in how many pages each stood when they were counted."""

    def __init__(self, space_id: int, *, is_whole: bool = False) -> None:
        """``is_whole``: all of it is looked up at once, for a refresh of all pages."""
        self.space = Space.objects.get(pk=space_id)
        self._is_whole = is_whole
        self._ids: dict[str, int] = {}
        self._pages: dict[str, int] = {}
        self._asked: set[str] = set()
        if is_whole:
            rows = Feature.objects.filter(space=self.space).values_list("pk", "name", "pages")
            for pk, name, pages in rows.iterator(10_000):
                self._ids[name], self._pages[name] = pk, pages

    def learn(self, counts: Collection[Counts]) -> None:
        """Look up what is known of the features in ``counts``."""
        if self._is_whole:
            return
        names = {feature for found in counts for feature in features_in(found)} - self._asked
        self._asked |= names
        for part in _parts(sorted(names)):
            rows = Feature.objects.filter(space=self.space, name__in=part)
            for pk, name, pages in rows.values_list("pk", "name", "pages"):
                self._ids[name], self._pages[name] = pk, pages

    def vector_of(self, counts: Counts) -> Vector:
        """As of the last count. ``learn`` comes first."""
        return vector_of(counts, Frequencies(max(self.space.pages, 1), self._pages))

    def numbered(self, vectors: Collection[Vector]) -> list[dict[int, int]]:
        """The vectors by numbers of features; those that have none get one."""
        new = sorted({name for vector in vectors for name in vector if name not in self._ids})
        for part in _parts(new):
            # Found in one page at least, of which the count did not know.
            rows = [Feature(space=self.space, name=name, pages=1) for name in part]
            Feature.objects.bulk_create(rows, ignore_conflicts=True)
            known = Feature.objects.filter(space=self.space, name__in=part).values_list("name", "pk")
            self._ids.update(known)
        return [{self._ids[name]: weight for name, weight in vector.items()} for vector in vectors]

    def numbered_as_known(self, vector: Vector) -> dict[int, int]:
        """The vector by numbers of features, without those that no page has. ``learn`` comes first."""
        return {self._ids[name]: weight for name, weight in vector.items() if name in self._ids}


def _parts(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), IN_ONE_QUERY):
        yield names[start : start + IN_ONE_QUERY]
