"""Uploaded images, as far as readers may have them.

A file is no back door: what lies in a private collection, or what only drafts use, is not given to whoever guesses or
remembers its address. Documents have an address of their own, which asks the same.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.images import get_image_model

from cms.core.keys import image_key
from cms.core.visibility import public_images
from cms.editions.selectors import pages_showing

# A file never changes under its name; but its image may be withdrawn.
SECONDS = 300


@require_safe
def image_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition or an original; 404 for readers where no public page shows the image, for anything else to all."""
    image_id = _image_at(path)
    if image_id is not None and _is_for_readers(image_id):
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
        patch_cache_control(response, public=True, max_age=SECONDS)
        return response
    # Asked only now: a session in an answer would keep it out of shared caches.
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _image_at(path: str) -> int | None:
    image = get_image_model()
    renditions = image.get_rendition_model()._default_manager.filter(file=path)
    found = renditions.values_list("image_id", flat=True).first()
    return found or image._default_manager.filter(file=path).values_list("pk", flat=True).first()


def _is_for_readers(image_id: int) -> bool:
    shown = pages_showing(image_key(image_id), now=timezone.now())
    return public_images().filter(pk=image_id).exists() and shown.exists()
