"""The document, and a page to read it on that loads nothing from elsewhere."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from rest_framework.renderers import BaseRenderer, JSONRenderer

from cms.api import errors
from cms.api.openapi.document import build
from cms.api.viewsets import Endpoint
from cms.core.keys import EVERY_ANSWER

CACHE_CONTROL = "public, max-age=0, s-maxage=300"
# Both change with the code, not with events: `manage.py purge_caches` after a deploy.
HEADERS = {"Cache-Control": CACHE_CONTROL, "Surrogate-Key": EVERY_ANSWER, "Cache-Tag": EVERY_ANSWER}


@cache
def _document() -> tuple[bytes, str]:
    body = json.dumps(build(), ensure_ascii=False).encode()
    return body, quote_etag(hashlib.sha256(body).hexdigest())


class HTMLRenderer(BaseRenderer):
    media_type = "text/html"
    format = "html"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        return data


class OpenAPIView(Endpoint):
    renderer_classes = [JSONRenderer]

    def read(self, request: Any) -> HttpResponse:
        body, etag = _document()
        whole = HttpResponse(body, content_type="application/json", headers={"ETag": etag})
        response = get_conditional_response(request, etag, None, whole) or whole
        if response.status_code == 412:
            return errors.problem(412, "This is not the version you asked for.")
        for name, value in HEADERS.items():
            response[name] = value
        return response


class DocsView(Endpoint):
    renderer_classes = [HTMLRenderer]

    def read(self, request: Any) -> HttpResponse:
        return HttpResponse(render_to_string("api/docs.html"), headers=HEADERS)


openapi_json = OpenAPIView.as_view({"get": "read"})
docs = DocsView.as_view({"get": "read"})
