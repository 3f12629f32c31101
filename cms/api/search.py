"""Searching: what readers find by words, how much there is of what, and where the words stand."""

from __future__ import annotations

from collections.abc import Mapping
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
from cms.api.viewsets import Endpoint
from cms.core import list_filters
from cms.editions import services as editions
from cms.editions.finding import TYPE, Found, Narrowing, find
from cms.editions.highlights import snippets

MOST_COUNTS = 50


class SearchAPIViewSet(Endpoint):
    """Pages by words, best first, in one answer with all that a page of results shows."""

    query_parameters: ClassVar[frozenset[str]] = frozenset({"q", "type", "limit", "offset", "site"})

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "results_view"}), name="results")]

    def results_view(self, request: Any) -> HttpResponse:
        moment = self.moment
        check_known(request, {*self.query_parameters, *self.common_parameters, *list_filters.all_filters()})
        words = words_in(self._asked())
        part, narrowings = slice_of(request.GET), self._narrowings()
        found = self._found(words, narrowings, part)
        cards = editions.read_cards(page_ids=found.texts, site=self.site, now=self.now)
        data = {
            "meta": {"total_count": found.total, "did_you_mean": None},
            "facets": self._facets(found),
            "items": [
                {**from_json(cards[page_id]), "highlights": snippets(text, words)}
                for page_id, text in found.texts.items()
                if page_id in cards
            ],
        }
        keys = ["search", "pages", *(f"page-{page_id}" for page_id in cards)]
        return json_response(request, data, Caching(keys, moment.sequence, moment.changes_at), now=self.now)

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
        return find(words, narrowings=narrowings, kinds=kinds, part=part, site=self.site, now=self.now)

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


def _counted() -> dict[str, list_filters.ListFilter]:
    """The filters by which results are counted."""
    return {name: known for name, known in list_filters.all_filters().items() if known.labels is not None}


def _most(counts: Mapping[Any, int]) -> list[tuple[Any, int]]:
    """The highest, in one order from answer to answer."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTS]
