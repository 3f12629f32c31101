"""Which web pages may read the API from a browser: everyone's by default, or those named in ``API_CORS_ORIGINS``."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "Content-Location, ETag, Last-Modified, Retry-After, X-Content-Sequence, X-Preview-Left-Out"
PREFLIGHT_SECONDS = 24 * 3600


def allow(request: HttpRequest, response: ResponseT) -> ResponseT:
    """Add the headers that let the asking page read ``response``.

    Never with cookies: there are none here. The one header with a secret, the token of a preview, a page sends itself.
    """
    origins = settings.API_CORS_ORIGINS
    if "*" in origins:
        response["Access-Control-Allow-Origin"] = "*"
    elif origins:
        # The answer differs by origin, and a shared cache must know.
        patch_vary_headers(response, ["Origin"])
        if request.headers.get("Origin") in origins:
            response["Access-Control-Allow-Origin"] = request.headers["Origin"]
    if response.has_header("Access-Control-Allow-Origin"):
        response["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "Authorization, If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response
