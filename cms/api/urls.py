"""Every endpoint of the pages API, on one screen."""

from django.urls import URLPattern, URLResolver, path
from wagtail.api.v2.router import WagtailAPIRouter

from cms.api.changes import changes
from cms.api.documents import DocumentsAPIViewSet
from cms.api.images import ImagesAPIViewSet
from cms.api.openapi.views import docs, openapi_json
from cms.api.pages import PagesAPIViewSet
from cms.api.preview import preview
from cms.api.redirects import RedirectsAPIViewSet

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)  # list · <id>/ · find/ · by-path/
router.register_endpoint("images", ImagesAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("documents", DocumentsAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("redirects", RedirectsAPIViewSet)  # list · <id>/ · find/

app_name = "wagtailapi"
urlpatterns: list[URLPattern | URLResolver] = [
    *router.get_urlpatterns(),
    path("changes/", changes, name="changes"),
    path("preview/", preview, name="preview"),
    path("openapi.json", openapi_json, name="openapi"),
    path("docs/", docs, name="docs"),
]
