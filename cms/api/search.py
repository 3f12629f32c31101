"""Searching: what readers find by words, how much there is of what, where the words stand; what they may be typing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import URLPattern, path
from pydantic_core import from_json

from cms.api.filters import words_in
from cms.api.nearest import BadRequest, naming_nearest
from cms.api.page_types import page_types
from cms.api.pagination import slice_of
from cms.api.parameters import check_known
from cms.api.responses import Caching, json_response
from cms.api.selectors import Moment, settled_at
from cms.api.viewsets import Endpoint
from cms.core import list_filters, suggestions
from cms.core.suggestions import Suggestion
from cms.editions import services as editions
from cms.editions import suggesting, vocabulary
from cms.editions.finding import TYPE, Found, Narrowing, find
from cms.editions.highlights import snippets

MOST_COUNTS = 50
MOST_SUGGESTED = 8
# Of letters: what begins with one alone is too much to be of help.
SHORTEST_BEGINNING = 2


class SearchAPIViewSet(Endpoint):
    """Pages by words, best first, in one answer with all that a page of results shows."""

    query_parameters: ClassVar[frozenset[str]] = frozenset({"q", "type", "limit", "offset", "site"})
    suggest_parameters: ClassVar[frozenset[str]] = frozenset({"q", "site"})

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [
            path("", cls.as_view({"get": "results_view"}), name="results"),
            path("suggest/", cls.as_view({"get": "suggest_view"}), name="suggest"),
        ]

    def results_view(self, request: Any) -> HttpResponse:
        moment = self.moment
        check_known(request, {*self.query_parameters, *self.common_parameters, *list_filters.all_filters()})
        words = words_in(self._asked())
        part, narrowings = slice_of(request.GET), self._narrowings()
        found, meant = self._found(words, narrowings, part), None
        if words and not found.total:
            meant = vocabulary.mended(words, site=self.site, now=self.now)
        if meant is not None:
            found = self._found(meant, narrowings, part)
        # What finds nothing either is not worth saying.
        meant = meant if found.total else None
        cards = editions.read_cards(page_ids=found.texts, site=self.site, now=self.now)
        data = {
            "meta": {"total_count": found.total, "did_you_mean": " ".join(meant) if meant else None},
            "facets": self._facets(found),
            "items": [
                {**from_json(cards[page_id]), "highlights": snippets(text, meant or words)}
                for page_id, text in found.texts.items()
                if page_id in cards
            ],
        }
        return self._answer(data, moment, keys=[f"page-{page_id}" for page_id in cards])

    def suggest_view(self, request: Any) -> HttpResponse:
        moment = self.moment
        check_known(request, {*self.suggest_parameters, *self.common_parameters})
        words = words_in(self._asked())
        found: list[Suggestion] = []
        if len("".join(words)) >= SHORTEST_BEGINNING:
            found = suggesting.pages(words, site=self.site, now=self.now, most=MOST_SUGGESTED)
            for source in suggestions.all_sources():
                found += source(words, self.site, self.now, MOST_SUGGESTED)
        items = [{"text": each.text, "kind": each.kind, "path": each.path} for each in _each_once(found)]
        return self._answer({"items": items[:MOST_SUGGESTED]}, moment, keys=[])

    def _answer(self, data: dict[str, Any], moment: Moment, *, keys: list[str]) -> HttpResponse:
        caching = Caching(["search", "pages", *keys], moment.sequence, moment.changes_at)
        return json_response(self.request, data, caching, now=self.now)

    def _asked(self) -> str:
        if "q" not in self.request.GET:
            raise BadRequest("q is required", "Say what to look for, such as search/?q=eczema.")
        return str(self.request.GET["q"])

    def _narrowings(self) -> dict[str, Narrowing]:
        """What is asked of the results beside the words, by the names of the parameters."""
        asked: dict[str, Narrowing] = {}
        if TYPE in self.request.GET:
            types = self.request.GET[TYPE].split(",")
            unknown = [name for name in types if name not in page_types()]
            if unknown:
                raise naming_nearest("type doesn't exist", unknown, page_types())
            asked[TYPE] = Narrowing(types=types)
        for name, known in list_filters.all_filters().items():
            if name in self.request.GET:
                object_id = known.find(self.request.GET[name], self.now)
                listed, shown = known.keys(object_id) if object_id is not None else ([], [])
                asked[name] = Narrowing(listed=listed, shown=shown)
        return asked

    def _found(self, words: list[str], narrowings: Mapping[str, Narrowing], part: slice) -> Found:
        if not words:
            return Found()
        kinds = {name: known.listed[0] for name, known in _counted().items()}
        known = settled_at(self.moment, site=self.site, now=self.now)
        return find(
            words, narrowings=narrowings, kinds=kinds, part=part, site=self.site, now=self.now, known=known
        )

    def _facets(self, found: Found) -> dict[str, list[dict[str, Any]]]:
        types = [{"value": value, "count": count} for value, count in _most(found.types)]
        return {
            TYPE: types,
            **{
                name: self._labelled(known, found.lists.get(known.listed[0], {}))
                for name, known in _counted().items()
            },
        }

    def _labelled(self, known: list_filters.ListFilter, counts: Mapping[int, int]) -> list[dict[str, Any]]:
        """Counts of objects that readers may know of, with their names."""
        most = _most(counts)
        labels = known.labels([number for number, _ in most], self.now) if known.labels and most else {}
        return [
            {"id": number, "slug": labels[number].slug, "name": labels[number].name, "count": count}
            for number, count in most
            if number in labels
        ]


def _each_once(found: list[Suggestion]) -> list[Suggestion]:
    """The first of those that say the same; of the others, titles and names in turn."""
    first = {(each.text.casefold(), each.path): each for each in reversed(found)}
    kinds: dict[str, list[Suggestion]] = {}
    for each in found:
        if first[each.text.casefold(), each.path] is each:
            kinds.setdefault(each.kind, []).append(each)
    return [each for row in zip_longest(*kinds.values()) for each in row if each is not None]


def _counted() -> dict[str, list_filters.ListFilter]:
    """The filters by which results are counted."""
    return {name: known for name, known in list_filters.all_filters().items() if known.labels is not None}


def _most(counts: Mapping[Any, int]) -> list[tuple[Any, int]]:
    """The highest, in one order from answer to answer."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTS]
