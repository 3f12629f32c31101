"""What there is once for each site, such as its menus: rendered as it is asked for, from what is public now."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import URLPattern, path

from cms.api.parameters import check_known
from cms.api.responses import Caching, earliest, json_response, keys_of
from cms.api.viewsets import Endpoint
from cms.core.served import SiteDocument


class SiteDocumentEndpoint(Endpoint):
    """Base of the endpoints made by :func:`endpoint_of`."""

    document: ClassVar[SiteDocument]
    known: ClassVar[frozenset[str]] = Endpoint.common_parameters | {"site"}

    @classmethod
    def get_urlpatterns(cls) -> list[URLPattern]:
        return [path("", cls.as_view({"get": "read"}), name="read")]

    def read(self, request: Any) -> HttpResponse:
        check_known(self.request, self.known)
        moment = self.moment
        context = self.render_context()
        said = self.document.schema.model_validate(self.document.represent(context))
        changes_at = earliest(moment.changes_at, context.true_until)
        caching = Caching(keys_of(context, self.document.name), moment.sequence, changes_at)
        return json_response(self.request, said.model_dump(mode="json"), caching, now=self.now)


def endpoint_of(document: SiteDocument) -> type[SiteDocumentEndpoint]:
    return type("SiteDocumentEndpoint", (SiteDocumentEndpoint,), {"document": document})
