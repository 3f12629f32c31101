"""One view that returns the same bytes every time."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from config.env import env

BODY = (env.var_dir / "body.json").read_bytes() if (env.var_dir / "body.json").exists() else b"{}"


def answer(request: HttpRequest) -> HttpResponse:
    # Without a key, Varnish keeps nothing: it could not be purged.
    headers = {"Cache-Control": "public, s-maxage=3600", "Surrogate-Key": "same"}
    return HttpResponse(BODY, content_type="application/json", headers=headers)


urlpatterns = [path("api/v2/pages/by-path/", answer)]
