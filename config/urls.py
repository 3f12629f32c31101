"""Every URL prefix of the service."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as documents_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.api.media import image_file
from cms.calendar.views.feed import feed
from config.frontend import to_the_frontend
from config.transactions import all_or_nothing

# Problem documents under /api/, Django's own pages elsewhere.
handler400 = "cms.api.errors.bad_request"
handler403 = "cms.api.errors.permission_denied"
handler404 = "cms.api.errors.not_found"
handler500 = "cms.api.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # Headless: there is no site here, only the desk where it is written.
    path("", RedirectView.as_view(url="/admin/")),
    path("admin/", include(decorate_urlpatterns(admin_urls.urlpatterns, all_or_nothing))),
    path("calendar/<str:token>.ics", feed, name="calendar_feed"),
    path("api/v2/", include("cms.api.urls")),
    path("documents/", include(documents_urls)),
    path("media/<path:path>", image_file),
]

# Last: what is left are paths of pages. The admin's own links to them come here where no other host has the site.
urlpatterns.append(
    re_path(r"^(?!(?:admin|api|documents|media|static)/)(?P<path>(?:[\w\-]+/)+)$", to_the_frontend)
)
