"""What holds for every request below ``/api/``, also where no endpoint is reached, and what is answered at once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cms.api import cors, quick, quick_lists
from cms.api.errors import is_for_api
from cms.api.pages import PagesAPIViewSet

View = Callable[[HttpRequest], HttpResponse]


def read_for_everyone(get_response: View) -> View:
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


def answer_known(get_response: View) -> View:
    """Middleware: what is known to be public is answered here, whether it is one page or a plain list of them.

    That is before whatever is there for people who have signed in, and before Django looks for a view, which would be
    more than a quarter of what such a request costs.
    """
    forms = PagesAPIViewSet.listed_forms()

    def middleware(request: HttpRequest) -> HttpResponse:
        return quick.answer(request) or quick_lists.answer(request, forms) or get_response(request)

    return middleware
