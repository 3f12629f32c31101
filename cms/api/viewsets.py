"""What every endpoint has in common: who is asked for which site and when, what may be asked, how it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet
from wagtail.models import Site

from cms.api import errors, parameters
from cms.api.nearest import BadRequest
from cms.api.pagination import Part
from cms.api.responses import JSON, Caching, body_response, list_body
from cms.api.selectors import Moment, current_moment
from cms.core.rendering.context import RenderContext
from cms.editions import vouched


class Endpoint(GenericViewSet[Any]):
    """Reads only, for everyone, with no session. The clock is read once, here."""

    renderer_classes = [JSONRenderer]
    authentication_classes = []
    permission_classes = []
    filter_backends: Any = []

    # Names every endpoint knows: ``_`` is for clients that break caches with it, ``format`` for those of stock Wagtail.
    formats: ClassVar[dict[str, tuple[str, ...]]] = {"format": ("json",), "rich_text_format": ("html",)}
    common_parameters: ClassVar[frozenset[str]] = frozenset({"_", *formats})

    now: datetime

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.now = timezone.now()
        super().initial(request, *args, **kwargs)
        parameters.check_well_formed(request)
        for name, known in self.formats.items():
            parameters.check_one_of(request, name, known)

    def handle_exception(self, exc: Exception) -> Any:
        """A problem for everything a client can cause; faults of ours go on, to be logged and answered as a 500."""
        answer = errors.response_to(exc)
        if answer is None:
            raise exc
        return answer

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return HttpResponse(status=204)

    @cached_property
    def site(self) -> Site:
        """The site that is asked about: by ``site``, or by the host of the request."""
        wanted = self.request.GET.get("site")
        site = self._site_of_host() if not wanted else _named_site(wanted)
        if site is None:
            raise Http404
        return site

    @cached_property
    def moment(self) -> Moment:
        """As of when a list is answered: taken before anything else of it is read."""
        return current_moment(now=self.now)

    def render_context(self) -> RenderContext:
        """For what is rendered as it is asked for."""
        return RenderContext(site=self.site, now=self.now, api_base_url=settings.WAGTAILAPI_BASE_URL)

    def _site_of_host(self) -> Site | None:
        host = self.request.get_host()
        epoch = self.moment.epoch if "moment" in vars(self) else vouched.current_epoch()
        known = vouched.site_in(epoch, host)
        if known is not None:
            return known
        site = Site.find_for_request(self.request)
        if site is not None:
            vouched.remember_site(host, site, epoch=epoch)
        return site

    def list_response(
        self, part: Part, items: list[Any], moment: Moment, *, keys: list[str], media_type: str = JSON
    ) -> HttpResponse:
        """Wagtail's envelope around one page of a list, as of ``moment``: taken before its content was read."""
        caching = Caching(keys, moment.sequence, moment.changes_at)
        body = list_body(meta_of(part), items)
        answer = body_response(self.request, body, caching, now=self.now, media_type=media_type)
        if self.request.GET.get("order") == "random":
            answer["Cache-Control"] = "no-store"  # kept anywhere, it would be no chance any more
        return answer

    def number_to_find(self) -> int:
        """``id`` of a ``find``, read even where something else decides; 0, which nothing has, where it is missing."""
        return parameters.whole_number(self.request.GET.get("id", "0"), name="id")

    def redirect_to_detail(self, name: str, pk: int, *, without: frozenset[str]) -> HttpResponse:
        """What stock Wagtail's ``find`` answers: the detail URL, with the other parameters kept."""
        query = self.request.GET.copy()
        for parameter in without:
            query.pop(parameter, None)
        url = reverse(f"wagtailapi:{name}:detail", args=[pk])
        answer = redirect(f"{url}?{query.urlencode()}" if query else url)
        answer["Cache-Control"] = "no-store"
        return answer


def meta_of(part: Part) -> dict[str, Any]:
    """Wagtail's ``total_count``, and the next cursor where one goes through the list."""
    if part.total_count is not None:
        return {"total_count": part.total_count}
    return {"total_count": None, "next_cursor": part.next_cursor}


def _named_site(text: str) -> Site:
    """The site named ``hostname`` or ``hostname:port``; 404 for none, 400 for several, as in stock Wagtail."""
    hostname, separator, port = text.partition(":")
    found = Site.objects.select_related("root_page").filter(hostname=hostname)
    if separator:
        found = found.filter(port=parameters.whole_number(port, name="port"))
    sites = list(found[:2])
    if len(sites) > 1:
        raise BadRequest("Your query returned multiple sites. Try adding a port number to your site filter.")
    if not sites:
        raise Http404
    return sites[0]
