"""What holds for every request below ``/api/``, also where no endpoint is reached."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.api import cors
from cms.api.errors import is_for_api


def read_for_everyone(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first of all: the API knows no cookies and answers every origin alike, redirects included.

    Session and CSRF middleware look at the cookies a browser brings and may answer with new ones; shared caches would
    hand those to everybody. What has no cookies gets none.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_for_api(request):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = cors.allow(request, get_response(request))
        if response.status_code == 304:
            # Django puts a length of 0 there; the length of what was not sent is another.
            del response["Content-Length"]
        return response

    return middleware
