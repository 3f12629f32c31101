"""Every endpoint of the pages API, on one screen."""

from django.urls import URLPattern, URLResolver, path
from wagtail.api.v2.router import WagtailAPIRouter

from cms.api.documents import DocumentsAPIViewSet
from cms.api.images import ImagesAPIViewSet
from cms.api.openapi.views import docs, openapi_json
from cms.api.pages import PagesAPIViewSet
from cms.api.preview import preview
from cms.api.redirects import RedirectsAPIViewSet
from cms.api.site_documents import endpoint_of
from cms.api.sitemap import SitemapEndpoint
from cms.core.served import site_documents

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)  # list · <id>/ · find/ · by-path/
router.register_endpoint("images", ImagesAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("documents", DocumentsAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("redirects", RedirectsAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("sitemap", SitemapEndpoint)
for document in site_documents():
    router.register_endpoint(document.name, endpoint_of(document))  # navigation

app_name = "wagtailapi"
urlpatterns: list[URLPattern | URLResolver] = [
    *router.get_urlpatterns(),
    path("preview/", preview, name="preview"),
    path("openapi.json", openapi_json, name="openapi"),
    path("docs/", docs, name="docs"),
]
