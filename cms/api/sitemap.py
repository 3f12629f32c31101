"""Every public page of a site, for the files that search engines read."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import URLPattern, path

from cms.api.nearest import BadRequest
from cms.api.page_types import page_types
from cms.api.parameters import check_known, whole_number
from cms.api.responses import Caching, json_response
from cms.api.selectors import listed_pages, sitemap_rows
from cms.api.viewsets import Endpoint
from cms.editions import vouched

DEFAULT_LIMIT = 5_000
# As many as one file may hold by the protocol of sitemaps.
MOST = 50_000


class SitemapEndpoint(Endpoint):
    """In the order of the pages' numbers, each part beginning after the page that the one before it ended with.

    A page that comes or goes meanwhile moves no other from one part to the next, and the last part costs what the
    first costs.
    """

    known: ClassVar[frozenset[str]] = Endpoint.common_parameters | {"site", "limit", "cursor"}

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "read"}), name="read")]

    def read(self, request: Any) -> HttpResponse:
        check_known(self.request, self.known)
        after, limit = self._asked()
        moment = self.moment
        places = vouched.hidden_places(self.site, epoch=moment.epoch)
        pages = listed_pages(now=self.now, site=self.site, places=places)
        # One more than asked for tells whether there are more.
        rows = sitemap_rows(pages, site=self.site, after=after, limit=limit + 1)
        data = {
            "meta": {
                "total_count": pages.count(),
                "next_cursor": str(rows[limit - 1].page_id) if len(rows) > limit else None,
            },
            "items": [
                {
                    "id": row.page_id,
                    "type": _type_name(row.app_label, row.model),
                    "path": row.path,
                    "title": row.title,
                    "locale": row.locale,
                    "last_modified": row.last_modified.isoformat() if row.last_modified else None,
                }
                for row in rows[:limit]
            ],
        }
        caching = Caching(["sitemap", "pages"], moment.sequence, moment.changes_at)
        return json_response(self.request, data, caching, now=self.now)

    def _asked(self) -> tuple[int, int]:
        after = whole_number(self.request.GET.get("cursor") or "0", name="cursor")
        limit = whole_number(self.request.GET.get("limit", str(DEFAULT_LIMIT)), name="limit")
        if not 1 <= limit <= MOST:
            raise BadRequest(f"limit must be from 1 to {MOST}")
        return after, limit


def _type_name(app_label: str, model: str) -> str:
    return _type_names()[app_label, model]


@cache
def _type_names() -> dict[tuple[str, str], str]:
    """Names of page types by those of their content types."""
    return {
        (model._meta.app_label, str(model._meta.model_name)): name for name, model in page_types().items()
    }
