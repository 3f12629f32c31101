"""Every endpoint of the pages API, on one screen."""

from django.urls import URLPattern, URLResolver, path
from wagtail.api.v2.router import WagtailAPIRouter

from cms.api import listings, site_documents
from cms.api.changes import changes
from cms.api.documents import DocumentsAPIViewSet
from cms.api.images import ImagesAPIViewSet
from cms.api.openapi.views import docs, openapi_json
from cms.api.pages import PagesAPIViewSet
from cms.api.preview import preview
from cms.api.redirects import RedirectsAPIViewSet
from cms.api.search import SearchAPIViewSet
from cms.api.sitemap import SitemapEndpoint
from cms.core import served

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)  # list · <id>/ · find/ · by-path/
router.register_endpoint("images", ImagesAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("documents", DocumentsAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("redirects", RedirectsAPIViewSet)  # list · <id>/ · find/
router.register_endpoint("search", SearchAPIViewSet)  # results
router.register_endpoint("sitemap", SitemapEndpoint)
for listing in served.listings():
    router.register_endpoint(listing.name, listings.endpoint_of(listing))  # list · <id>/
for document in served.site_documents():
    router.register_endpoint(document.name, site_documents.endpoint_of(document))

app_name = "wagtailapi"
urlpatterns: list[URLPattern | URLResolver] = [
    *router.get_urlpatterns(),
    path("changes/", changes, name="changes"),
    path("preview/", preview, name="preview"),
    path("openapi.json", openapi_json, name="openapi"),
    path("docs/", docs, name="docs"),
]
