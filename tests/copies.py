"""Copies of a site's public pages: one that is kept true by the change feed alone, and one that is made whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.api.reading import get, numbers


def whole(client: Client) -> dict[int, bytes]:
    """Every page that readers can get, by id, as they get it."""
    return {page_id: _fetched(client, page_id) for page_id in numbers(client)}


def newest(client: Client) -> int:
    """The number of the newest event."""
    latest: int = get(client, "/changes/", since=0, limit=1).json()["latest"]
    return latest


@dataclass
class Copy:
    """Knows nothing of the site but what the feed says. ``pages``: by id. ``seen``: every item, in order.

    ``meanwhile``: others change the site while it asks, so that a page may be gone before it is fetched.
    """

    client: Client
    since: int = 0
    limit: int = 100
    meanwhile: bool = False
    pages: dict[int, bytes] = field(default_factory=dict)
    seen: list[dict[str, Any]] = field(default_factory=list)

    def sync(self) -> list[dict[str, Any]]:
        """Take in what has changed; returns the items."""
        new: list[dict[str, Any]] = []
        while True:
            answer = get(self.client, "/changes/", since=self.since, limit=self.limit)
            assert answer.status_code == 200, answer.content
            said = answer.json()
            assert said["since"] == self.since <= said["next"] <= said["latest"]
            assert all(self.since < item["sequence"] <= said["next"] for item in said["items"])
            new += said["items"]
            for item in said["items"]:
                self._take(item)
            self.since = said["next"]
            if said["next"] == said["latest"]:
                break
        for page in said["expired"]:
            self.pages.pop(page["id"], None)
        self.seen += new
        return new

    def _take(self, item: dict[str, Any]) -> None:
        page_id = item["object"]["id"]
        self.pages.pop(page_id, None)
        if not item["gone"]:
            answer = get(self.client, f"/pages/{page_id}/")
            if not (self.meanwhile and answer.status_code == 404):
                self.pages[page_id] = _content(answer)


def _fetched(client: Client, page_id: int) -> bytes:
    return _content(get(client, f"/pages/{page_id}/"))


def _content(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    content: bytes = answer.content
    return content
