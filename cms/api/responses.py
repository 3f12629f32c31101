"""How content goes out: exact bytes, a strong validator, how long caches may keep it, and what purges it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from pydantic_core import to_json

from cms.api.errors import problem
from cms.core.keys import ANY_EVENT, EVERY_ANSWER
from cms.core.rendering.context import RenderContext
from cms.editions import freshness
from cms.editions.models import Edition
from cms.editions.serving import Served

JSON = "application/json"
# Headers by which a client asks for something only as long as it is, or is not, what it has.
CONDITIONS = frozenset(
    {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"}
)


@dataclass(frozen=True)
class Caching:
    """What caches are told. ``changes_at``: nobody may keep it past this moment. ``sequence``: as of which event.

    ``is_exact``: only what touches one of ``keys`` can change it. Without that, any event may.
    """

    keys: Collection[str]
    sequence: int
    changes_at: datetime | None
    last_modified: datetime | None = None
    is_exact: bool = False


def caching_of(edition: Edition) -> Caching:
    known = freshness.of(edition)
    return Caching(known.keys, edition.sequence, known.changes_at, edition.valid_from, is_exact=True)


def keys_of(context: RenderContext, *names: str) -> list[str]:
    """Surrogate keys of what was rendered in ``context``: ``names`` first, then what it shows and watches."""
    known = sorted(key.surrogate for key in context.shows | context.watches)
    return list(dict.fromkeys([*names, *known]))


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of those that are there; None where none is."""
    return min((moment for moment in moments if moment is not None), default=None)


def edition_response(request: HttpRequest, edition: Edition, *, now: datetime) -> HttpResponse:
    """The bytes of an edition as they were rendered; their digest is the validator."""
    return _response(request, edition.content.encode(), edition.digest, caching_of(edition), now=now)


def served_response(request: HttpRequest, served: Served, *, now: datetime) -> HttpResponse:
    """The same of an edition that was looked up."""
    keys = served.keys.split(",")
    caching = Caching(keys, served.sequence, served.changes_at, served.valid_from, is_exact=True)
    if served.content is None:
        return _told(HttpResponseNotModified(headers=_validators(served.digest, caching)), caching, now=now)
    return _response(request, served.content.encode(), served.digest, caching, now=now)


def json_response(
    request: HttpRequest, data: Any, caching: Caching, *, now: datetime, media_type: str = JSON
) -> HttpResponse:
    """``data`` as JSON."""
    return body_response(request, to_json(data), caching, now=now, media_type=media_type)


def body_response(
    request: HttpRequest, body: bytes, caching: Caching, *, now: datetime, media_type: str = JSON
) -> HttpResponse:
    """JSON as it is."""
    digest = hashlib.sha256(body).hexdigest()
    return _response(request, body, digest, caching, now=now, media_type=media_type)


class Ready(str):
    """JSON that was made before, and goes out as it is within a list."""

    __slots__ = ()


def list_body(meta: dict[str, Any], items: Sequence[Any]) -> bytes:
    """Wagtail's envelope."""
    joined = b",".join(item.encode() if isinstance(item, Ready) else to_json(item) for item in items)
    return b'{"meta":%b,"items":[%b]}' % (to_json(meta), joined)


def _response(
    request: HttpRequest,
    body: bytes,
    digest: str,
    caching: Caching,
    *,
    now: datetime,
    media_type: str = JSON,
) -> HttpResponse:
    validators = _validators(digest, caching)
    response = HttpResponse(body, content_type=media_type, headers=validators)
    if request.META.keys().isdisjoint(CONDITIONS):
        return _told(response, caching, now=now)
    last_modified = None if caching.last_modified is None else int(caching.last_modified.timestamp())
    answer = get_conditional_response(request, validators["ETag"], last_modified, response) or response
    if answer.status_code == 304 and "If-None-Match" not in request.headers:
        # A date alone can't tell: it knows no fractions of a second, and a page may be published twice in one.
        answer = response
    if answer.status_code == 412:
        return problem(412, "This is not the version you asked for.")
    return _told(answer, caching, now=now)


def _validators(digest: str, caching: Caching) -> dict[str, str]:
    found = {"ETag": quote_etag(digest)}
    if caching.last_modified is not None:
        found["Last-Modified"] = http_date(int(caching.last_modified.timestamp()))
    return found


def _told(answer: HttpResponse, caching: Caching, *, now: datetime) -> HttpResponse:
    """``answer``, with what caches have to know of it."""
    keys = surrogate_keys(caching)
    answer["Cache-Control"] = cache_control(changes_at=caching.changes_at, now=now)
    answer["Surrogate-Key"] = " ".join(keys)
    answer["Cache-Tag"] = ",".join(keys)
    answer["X-Content-Sequence"] = str(caching.sequence)
    return answer


def surrogate_keys(caching: Caching) -> list[str]:
    """As many as caches take. What has more of them is purged with any event."""
    keys = list(caching.keys)
    most = settings.API_MOST_SURROGATE_KEYS - 2
    is_exact = caching.is_exact and len(keys) <= most
    return [*keys[:most], EVERY_ANSWER, *([] if is_exact else [ANY_EVENT])]


def cache_control(*, changes_at: datetime | None, now: datetime) -> str:
    """Shared caches keep it for a while, and serve it stale for a while after; never past ``changes_at``.

    A second less than is left: they begin to count when the answer arrives, which is later than ``now``.
    """
    left = None if changes_at is None else max(0, int((changes_at - now).total_seconds()) - 1)
    fresh = _at_most(settings.API_SHARED_CACHE_SECONDS, left)
    after = None if left is None else left - fresh
    return ", ".join(
        (
            "public",
            "max-age=0",
            f"s-maxage={fresh}",
            f"stale-while-revalidate={_at_most(settings.API_STALE_WHILE_REVALIDATE_SECONDS, after)}",
            f"stale-if-error={_at_most(settings.API_STALE_IF_ERROR_SECONDS, after)}",
        )
    )


def _at_most(seconds: int, limit: int | None) -> int:
    return seconds if limit is None else min(seconds, limit)
