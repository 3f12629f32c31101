"""Every error of the API, in one shape (RFC 9457) and from one place.

A problem also carries ``message``, stock Wagtail's only key, so that clients of Wagtail's API v2 find what they look
for. What went wrong inside is logged and never told.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults
from rest_framework.exceptions import APIException
from wagtail.api.v2.utils import BadRequestError

from cms.api.nearest import BadRequest
from cms.core.problems import PublishRefused

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"
API_PREFIX = "/api"
RETRY_SECONDS = 30


class Forbidden(Exception):
    """The pass that came with the request is none; the message says why."""


class Over(Exception):
    """What was asked about is over; the message says how."""


class NotShown(Exception):
    """It can't be shown as it is; the message says why."""


class Gone(Exception):
    """What stood here was withdrawn."""


def problem(
    status: int, detail: str, *, message: str | None = None, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A problem document. ``detail`` is for people; ``message`` is what stock Wagtail would say."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "message": detail if message is None else message,
    }
    # Kept by nobody: the page that is missing now may go live in the next second.
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return HttpResponse(json.dumps(body), status=status, content_type=PROBLEM_JSON, headers=kept)


def response_to(error: Exception) -> HttpResponse | None:
    """The answer to what a view raised; None for a fault of ours, which handler500 answers."""
    for kind, answer in ANSWERS.items():
        if isinstance(error, kind):
            return answer(error)
    return None


def _bad_request(error: BadRequestError) -> HttpResponse:
    message = str(error)
    hint = error.hint if isinstance(error, BadRequest) else ""
    return problem(400, f"{message}. {hint}" if hint else message, message=message)


def _not_ready(error: Exception) -> HttpResponse:
    logger.error("a live page can't be rendered: %s", error)
    wait = {"Retry-After": str(RETRY_SECONDS)}
    return problem(503, "This page can't be shown at the moment.", headers=wait)


def _of_framework(error: APIException) -> HttpResponse:
    return problem(error.status_code, str(error.detail), headers=_headers_of(error))


def _headers_of(error: APIException) -> dict[str, str]:
    wait = getattr(error, "wait", None)
    return {"Retry-After": f"{wait:.0f}"} if wait is not None else {}


ANSWERS: dict[type[Exception], Callable[[Any], HttpResponse]] = {
    BadRequestError: _bad_request,
    ValidationError: lambda error: problem(400, " ".join(error.messages)),
    Http404: lambda _: problem(404, "not found"),
    Forbidden: lambda error: problem(403, str(error)),
    Over: lambda error: problem(410, str(error)),
    NotShown: lambda error: problem(409, str(error)),
    Gone: lambda _: problem(410, "This page was withdrawn."),
    PublishRefused: _not_ready,
    APIException: _of_framework,
}


# Handlers of last resort, named in config.urls: problems under /api/, Django's own pages elsewhere.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _for_api(request, 400, "The request can't be understood.") or defaults.bad_request(
        request, exception
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _for_api(request, 403, "This is not allowed.") or defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _for_api(request, 404, "not found") or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    return _for_api(request, 500, "Something went wrong here. It has been logged.") or defaults.server_error(
        request
    )


def is_for_api(request: HttpRequest) -> bool:
    """Whether what is asked for belongs to the API, be it there or not."""
    return request.path_info == API_PREFIX or request.path_info.startswith(f"{API_PREFIX}/")


def _for_api(request: HttpRequest, status: int, detail: str) -> HttpResponse | None:
    return problem(status, detail) if is_for_api(request) else None
