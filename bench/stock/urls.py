"""The API of stock Wagtail, set up as its documentation does."""

from django.urls import URLPattern, URLResolver, path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("pages", PagesAPIViewSet)
urlpatterns: list[URLPattern | URLResolver] = [path("api/v2/", api_router.urls)]
