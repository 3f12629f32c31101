"""What load balancers and container engines ask."""

from collections.abc import Callable

from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse

PROBE_PATH = "/healthz"


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers `/healthz` before anything else looks at the request.

    A probe comes over plain HTTP to an address, not a name: the host check would refuse it and the redirect to HTTPS
    would send it away.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        return _health() if request.path == PROBE_PATH else get_response(request)

    return middleware


def _health() -> JsonResponse:
    """200 when this process can reach its database, 503 when it can't."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        response = JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    else:
        response = JsonResponse({"status": "ok", "database": "ok"})
    response["Cache-Control"] = "no-store"
    return response
