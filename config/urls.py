"""Every URL prefix of the service."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as documents_urls

from config.frontend import to_the_frontend

# Problem documents under /api/, Django's own pages elsewhere.
handler400 = "cms.api.errors.bad_request"
handler403 = "cms.api.errors.permission_denied"
handler404 = "cms.api.errors.not_found"
handler500 = "cms.api.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # Headless: there is no site here, only the desk where it is written.
    path("", RedirectView.as_view(url="/admin/")),
    path("admin/", include(admin_urls)),
    path("api/v2/", include("cms.api.urls")),
    path("documents/", include(documents_urls)),
]

if settings.SERVE_MEDIA:
    prefix = settings.MEDIA_URL.lstrip("/")
    urlpatterns.append(re_path(rf"^{prefix}(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))

# Last: what is left are paths of pages. The admin's own links to them come here where no other host has the site.
urlpatterns.append(
    re_path(r"^(?!(?:admin|api|documents|media|static)/)(?P<path>(?:[\w\-]+/)+)$", to_the_frontend)
)
