"""Stock Wagtail's API v2 beside ours, on the same content."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from config.urls import urlpatterns as ours

stock = WagtailAPIRouter("stock")
stock.register_endpoint("pages", PagesAPIViewSet)

urlpatterns: list[URLPattern | URLResolver] = [
    path("stock/", include((stock.get_urlpatterns(), "stock"))),
    *ours,
    # Stock Wagtail knows no URL of a page that it does not serve itself.
    path("site/", include(wagtail_urls)),
]
