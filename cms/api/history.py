"""``?as_of=``: what the API said of a page at a moment that is past, for whoever has a pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date, quote_etag

from cms.api import rich_text
from cms.api.errors import Forbidden
from cms.api.nearest import BadRequest
from cms.api.passes import FOR_NOBODY_ELSE, bearer
from cms.editions.models import Edition
from cms.editions.passes import NoPass, read_pass

AS_OF = "as_of"
EXAMPLE = "Such as 2026-03-03T00:00:00Z."


def answer_then(request: Any, find: Callable[[datetime], Edition | None], *, now: datetime) -> HttpResponse:
    """The bytes that were sent at that moment, with the ETag they had. ``find``: the edition of a moment.

    Raises ``Forbidden`` before anything is looked at, ``BadRequest`` and ``Http404``.
    """
    _check_pass(request, now=now)
    moment = _moment(request.GET[AS_OF], now=now)
    if "fields" in request.GET:
        raise BadRequest("fields can't be used with as_of", "What was said then is answered whole.")
    if rich_text.asked(request) != rich_text.HTML:
        raise BadRequest(
            f"{rich_text.NAME} can't be used with as_of", "What was said then is answered as it was."
        )
    edition = find(moment)
    if edition is None:
        raise Http404
    headers = {
        **FOR_NOBODY_ELSE,
        "ETag": quote_etag(edition.digest),
        "Last-Modified": http_date(int(edition.valid_from.timestamp())),
        "X-Content-Sequence": str(edition.sequence),
    }
    return HttpResponse(edition.content.encode(), content_type="application/json", headers=headers)


def _check_pass(request: Any, *, now: datetime) -> None:
    sent = bearer(request)
    if not sent:
        raise Forbidden(
            "What a page said in the past is for those with a pass: send it in the header Authorization: Bearer. "
            "manage.py make_history_pass makes one."
        )
    try:
        read_pass(sent, now=now)
    except NoPass as error:
        raise Forbidden(str(error)) from error


def _moment(text: str, *, now: datetime) -> datetime:
    try:
        # A plus sign that was not encoded comes as a space.
        moment = parse_datetime(text.strip().replace(" ", "+") if "T" in text else text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadRequest("as_of must be a moment with its offset, in ISO 8601", EXAMPLE)
    if moment > now:
        raise BadRequest("as_of lies in the future", "Nothing has been said then.")
    return moment.astimezone(UTC)
