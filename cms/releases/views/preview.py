"""Where passes to the preview of a release are made and ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page, Site

from cms.core.moment import database_now
from cms.publishing.words import moment_in_words
from cms.releases import preview, services
from cms.releases.addresses import release_url
from cms.releases.views.base import SEEING, OfRelease


@dataclass(frozen=True)
class Look:
    """A page of the release as the API shows it in the preview."""

    title: str
    path: str
    url: str


@dataclass(frozen=True)
class SitePass:
    site: Site
    token: str
    looks: list[Look]


class PreviewView(OfRelease):
    """A token for each site that the release has pages of, to be handed to whoever looks at it, person or frontend."""

    any_permission_required = SEEING
    page_title = "Preview"
    template_name = "releases/preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.release.is_open:
            messages.warning(request, "It has gone out: what it made of the site is public.")
            return redirect(release_url(self.release))
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = database_now()
        return {
            **super().get_context_data(**kwargs),
            "passes": list(self._passes(now)),
            "until": moment_in_words(now + preview.GOOD_FOR),
            "may_end": self.user_has_permission("change"),
            "back": release_url(self.release),
            "endpoint": self.request.build_absolute_uri(reverse("wagtailapi:preview")),
        }

    def _passes(self, now: Any) -> Iterator[SitePass]:
        items = self.release.items.values_list("object_id", "title", "content_type__model")
        titles = {object_id: title for object_id, title, model in items if model == Page._meta.model_name}
        pages = list(Page.objects.filter(pk__in=titles).order_by("path"))
        for site in Site.objects.select_related("root_page").order_by("-is_default_site", "pk"):
            token = preview.make_token(release=self.release, site=site, now=now)
            root = site.root_page
            theirs = [page for page in pages if page.path.startswith(root.path)]
            looks = [
                _look(titles[str(page.pk)], f"/{page.url_path.removeprefix(root.url_path)}", token)
                for page in theirs
            ]
            if looks or site.is_default_site:
                yield SitePass(site, token, looks)


class EndPreviewsView(OfRelease):
    """Whoever may put the release together may end what was handed out; readers see nothing of it."""

    http_method_names = ["post"]
    permission_required = "change"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.end_previews(release=self.release, user=request.user)
        messages.success(
            request, "Links and tokens handed out so far have stopped working. These are new ones."
        )
        return redirect(reverse("releases:preview", args=[self.release.pk]))


def _look(title: str, path: str, token: str) -> Look:
    address = f"{reverse('wagtailapi:preview')}?{urlencode({'token': token, 'path': path})}"
    return Look(title, path, address)
