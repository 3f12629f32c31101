"""Reading the API the way a curious stranger would: every endpoint, every parameter, every byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.api.openapi.document import build
from medications.models import Entity

API = "/api/v2"
FEED = "/changes/"
# Any moment: without a pass, none is answered.
THEN = "2026-03-03T00:00:00Z"
RICH_TEXT = ("ast", "markdown", "db_html")
Request = tuple[str, dict[str, Any]]
# What has to be asked with the rest of an endpoint's parameters, so that anything is answered.
NEEDED: dict[str, dict[str, Any]] = {
    "/pages/by-path/": {"path": "/"},
    "/changes/": {"since": 0},
    "/search/": {"q": "once"},
    "/search/suggest/": {"q": "on"},
    "/preview/": {"path": "/", "token": "none"},
}
PAGE_TYPES = (
    "home.HomePage",
    "home.StandardPage",
    "medications.TopicHubPage",
    "medications.DrugPage",
    "medications.HowToGuidePage",
    "medications.ArticlePage",
    "medications.TopicIndexPage",
)
# On public pages of any world, so that something is found.
SEEN_WORDS = ("once", "skin", "medicine", "topical", "what", "withdrawn")


def get(client: Client, path: str, /, **parameters: Any) -> Any:
    """GET below the API's prefix."""
    return client.get(API + path, parameters)


def numbers(client: Client, path: str = "/pages/", /, **parameters: Any) -> list[int]:
    """The ids of a whole list, page by page."""
    found: list[int] = []
    while True:
        response = get(client, path, limit=50, offset=len(found), **parameters)
        assert response.status_code == 200, response.content
        items = response.json()["items"]
        found += [item["id"] for item in items]
        if len(items) < 50:
            return found


@dataclass(frozen=True)
class Curiosity:
    """What to ask for: words to search and filter by, paths, pages to relate others to."""

    words: list[str]
    paths: list[str]
    page_ids: list[int]


@dataclass(frozen=True)
class Asked:
    """One request below the API's prefix, and its answer."""

    path: str
    parameters: dict[str, Any]
    response: Any

    @property
    def is_of_the_feed(self) -> bool:
        return self.path == FEED

    def __str__(self) -> str:
        return f"{self.path} {self.parameters}: {self.response.status_code}"


def everything(client: Client, about: Curiosity) -> Iterator[Asked]:
    """Every endpoint in every way."""
    for path, parameters in (*_lists(), *_details(), *_about_pages(about), *_about_words(about)):
        yield Asked(path, parameters, get(client, path, **parameters))
    yield from feed(client)


def feed(client: Client) -> Iterator[Asked]:
    """All that ever changed, answer by answer."""
    since, latest = 0, None
    while since != latest:
        answer = get(client, FEED, since=since)
        assert answer.status_code == 200, answer.content
        yield Asked(FEED, {"since": since}, answer)
        since, latest = answer.json()["next"], answer.json()["latest"]


def every_parameter(client: Client, values: Iterable[Any], ids: Iterable[int]) -> Iterator[Asked]:
    """Each parameter of each operation of the API's document with each of ``values``, and with a name that is misspelt.

    Where one thing is asked for by its number, that of each of ``ids``.
    """
    values, ids = list(values), list(ids)
    for place, item in build()["paths"].items():
        names = [each["name"] for each in item["get"]["parameters"] if each["in"] == "query"]
        pattern = place.removeprefix(API)
        for path in [pattern.replace("{id}", str(pk)) for pk in ids] if "{id}" in pattern else [pattern]:
            for name in names:
                for value in values:
                    parameters = {**NEEDED.get(pattern, {}), name: value}
                    yield Asked(path, parameters, get(client, path, **parameters))
                misspelt = {**NEEDED.get(pattern, {}), f"{name}x": values[0]}
                yield Asked(path, misspelt, get(client, path, **misspelt))


def _details() -> Iterator[Request]:
    for page_id in Page.objects.values_list("pk", flat=True):
        yield f"/pages/{page_id}/", {}
        yield f"/pages/{page_id}/", {"as_of": THEN}
        yield f"/pages/{page_id}/related/", {}
        for form in RICH_TEXT:
            yield f"/pages/{page_id}/", {"rich_text_format": form}
    for entity_id in Entity.objects.values_list("pk", flat=True):
        yield f"/entities/{entity_id}/", {}
    for kind, model in (("images", get_image_model()), ("documents", get_document_model())):
        for number in model.objects.values_list("pk", flat=True):
            yield f"/{kind}/{number}/", {}
            yield f"/{kind}/find/", {"id": number}
    for number in Redirect.objects.values_list("pk", flat=True):
        yield f"/redirects/{number}/", {}
        yield "/redirects/find/", {"id": number}


def _about_pages(about: Curiosity) -> Iterator[Request]:
    for page_id in about.page_ids:
        yield "/sitemap/", {"cursor": page_id - 1, "limit": 1}
        yield f"/pages/{page_id}/", {"fields": "*"}
        yield "/pages/find/", {"id": page_id}
        for relation in ("child_of", "descendant_of", "ancestor_of", "translation_of", "alias_of"):
            yield "/pages/", {relation: page_id, "fields": "*"}


def _about_words(about: Curiosity) -> Iterator[Request]:
    for word in about.words:
        yield from _lists_about(word)
        yield from _searches_for(word)
    for path in about.paths:
        yield "/pages/by-path/", {"path": path}
        yield "/pages/by-path/", {"path": path, "fields": "*"}
        yield "/pages/by-path/", {"path": path, "as_of": THEN}
        yield "/preview/", {"path": path, "token": "none"}
        yield "/pages/find/", {"html_path": path}
        yield "/redirects/find/", {"html_path": path}


def _lists_about(word: str) -> Iterator[Request]:
    for kind in ("pages", "images", "documents", "redirects"):
        yield f"/{kind}/", {"search": word}
        yield f"/{kind}/", {"search": word, "search_operator": "and", "order": "id"}
    for kind in ("images", "documents"):
        yield f"/{kind}/", {"tags": word}
    for name in ("topic", "entity", "category"):
        yield "/pages/", {name: word, "fields": "*"}
    for column in ("search", "name", "slug"):
        yield "/entities/", {column: word, "fields": "*"}
    for column in ("title", "slug", "seo_title", "search_description"):
        yield "/pages/", {column: word, "fields": "*"}
    yield "/pages/", {"search": word, "type": "medications.DrugPage", "fields": "*"}


def _searches_for(word: str) -> Iterator[Request]:
    yield "/search/", {"q": word}
    yield "/search/", {"q": f"{word[:-1]}x"}
    yield "/search/", {"q": f"{word[1:]} once"}
    for letters in (2, 4, len(word)):
        yield "/search/suggest/", {"q": word[:letters]}
    yield "/search/", {"q": word, "type": "medications.HowToGuidePage"}
    for name in ("topic", "entity", "category"):
        yield "/search/", {"q": "read", name: word}


def _lists() -> Iterator[Request]:
    for kind in ("pages", "images", "documents", "redirects"):
        yield f"/{kind}/", {"limit": 100}
        yield f"/{kind}/", {"limit": 100, "fields": "*"}
    for page_type in PAGE_TYPES:
        yield "/pages/", {"type": page_type, "fields": "*", "limit": 100}
    for form in RICH_TEXT:
        yield "/pages/", {"fields": "*", "limit": 100, "rich_text_format": form}
    for order in ("title", "-title", "slug", "first_published_at", "-last_published_at", "random"):
        yield "/pages/", {"order": order, "fields": "*", "limit": 100}
    yield "/entities/", {"limit": 100}
    yield "/entities/", {"limit": 100, "fields": "*"}
    yield "/entities/", {"letter": "c", "fields": "*"}
    for order in ("title", "-first_published_at", "id"):
        yield "/pages/", {"view": "card", "order": order, "cursor": "", "limit": 50}
    yield "/sitemap/", {}
    yield "/navigation/", {}
    for word in SEEN_WORDS:
        yield "/search/", {"q": word, "limit": 100}
        yield "/search/", {"q": f"{word}s"}
        yield "/search/suggest/", {"q": word[:3]}
    yield "/openapi.json", {}
    yield "/docs/", {}
