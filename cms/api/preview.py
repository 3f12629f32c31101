"""A page as it will be when a release has gone out, for whoever was given a pass."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db import OperationalError
from django.http import Http404, HttpResponse
from wagtail.models import Page

from cms.api import places
from cms.api.errors import RETRY_SECONDS, Forbidden, NotShown, Over, problem
from cms.api.nearest import BadRequest
from cms.api.openapi.paths import LEFT_OUT
from cms.api.parameters import check_known
from cms.api.passes import FOR_NOBODY_ELSE, bearer
from cms.api.viewsets import Endpoint
from cms.core import validation
from cms.core.models import BasePage
from cms.core.problems import Problem, PublishRefused
from cms.core.visibility import public_pages
from cms.editions.rendering import Rendered, render
from cms.editions.selectors import page_at
from cms.releases import preview as passes
from cms.releases.models import Release
from cms.releases.publishing import problems_in


class PreviewView(Endpoint):
    """Rendered by the code that renders editions, in a transaction that is rolled back."""

    known: ClassVar[frozenset[str]] = Endpoint.common_parameters | {"token", "path"}

    def read(self, request: Any) -> HttpResponse:
        check_known(request, self.known)
        token = _token_in(request)
        if not request.GET.get("path"):
            raise BadRequest("path is missing")
        allowed = self._pass(token)
        path = places.normalise(request.GET["path"])
        try:
            content, left_out = self._look(allowed, path)
        except (OperationalError, TimeoutError):
            wait = {"Retry-After": str(RETRY_SECONDS), **FOR_NOBODY_ELSE}
            return problem(503, "Somebody is changing one of the pages at this moment.", headers=wait)
        headers = {**FOR_NOBODY_ELSE, LEFT_OUT: str(left_out)}
        return HttpResponse(content, content_type="application/json", headers=headers)

    def handle_exception(self, exc: Exception) -> Any:
        """Refusals are for nobody else, too: their address may have the token in it."""
        answer = super().handle_exception(exc)
        for name, value in FOR_NOBODY_ELSE.items():
            answer[name] = value
        return answer

    def _pass(self, token: str) -> passes.Pass:
        try:
            return passes.read_token(token, now=self.now)
        except passes.NoPass as error:
            raise Forbidden("This is no token for a preview.") from error
        except passes.PassOver as error:
            raise Over(str(error)) from error

    def _look(self, allowed: passes.Pass, path: str) -> tuple[str, int]:
        """The page as JSON, and how many items of the release were left as they are."""
        site, release = allowed.site, allowed.release
        moment = passes.moment_of(release, now=self.now)
        url_path = f"{site.root_page.url_path.rstrip('/')}{path}"
        with passes.as_it_will_be(release, url_path=url_path, now=self.now) as outcome:
            page = _page_at(path, site=site, moment=moment)
            _refuse_stopped(release, outcome.trial.stopped, page, url_path)
            if page is None:
                raise Http404
            rendered = _rendered(page, moment)
            if rendered is None:
                raise Http404
            return rendered.content, outcome.left_out


def _token_in(request: Any) -> str:
    """From the header, which no log keeps and no address shows; or from the address, for links that people open."""
    token = bearer(request) or request.GET.get("token", "")
    if not token:
        raise BadRequest("token is missing", "Send it in the header Authorization: Bearer, or as token.")
    return str(token)


def _page_at(path: str, *, site: Any, moment: Any) -> BasePage | None:
    found = public_pages(now=moment, site=site).filter(**page_at(path, site=site)).first()
    page = found.specific if found is not None else None
    return page if isinstance(page, BasePage) else None


def _refuse_stopped(
    release: Release, stopped: dict[int, BaseException], page: Page | None, url_path: str
) -> None:
    """Raise ``NotShown`` where the page asked for is in the release and can't go live."""
    page_id = page.pk if page is not None else _page_id_at(url_path)
    for item in release.items.filter(pk__in=stopped, object_id=str(page_id)):
        if issubclass(item.content_type.model_class() or object, Page):
            raise _not_shown(problems_in(stopped[item.pk]))


def _rendered(page: BasePage, moment: datetime) -> Rendered | None:
    """As the publish would: what it refuses is refused here, in the same words."""
    problems = validation.publish_problems(page)
    if problems:
        raise _not_shown(problems)
    try:
        return render(page, now=moment)
    except PublishRefused as refusal:
        raise _not_shown(refusal.problems) from refusal


def _not_shown(problems: Iterable[Problem]) -> NotShown:
    return NotShown(" ".join(str(problem) for problem in problems))


def _page_id_at(url_path: str) -> int | None:
    return Page.objects.filter(url_path=url_path).values_list("pk", flat=True).first()


preview = PreviewView.as_view({"get": "read"})
