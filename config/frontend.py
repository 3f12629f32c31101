"""Where a page is read: elsewhere."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe


@require_safe
def to_the_frontend(request: HttpRequest, path: str) -> HttpResponseRedirect:
    """Send the reader of a page's path to that path of `FRONTEND_URL`, or, where none is set, to the page's JSON."""
    if settings.FRONTEND_URL:
        return HttpResponseRedirect(iri_to_uri(f"{settings.FRONTEND_URL.rstrip('/')}/{path}"))
    query = urlencode({"path": f"/{path}"})
    return HttpResponseRedirect(f"{reverse('wagtailapi:pages:by-path')}?{query}")
