"""A refused publish is an answer to the editor, never an error page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from wagtail.admin import messages

from cms.core.problems import PublishRefused, SeveralRefused


class PublishRefusedMiddleware:
    """Turns a refusal from any admin view into a message and a way back; for scripts into JSON with a 400.

    The forms ask the same rules first, so this is for what has no form (bulk publish, approvals, reverts) and for what
    only rendering finds. The request's transaction has been rolled back by the time this is asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal in the admin; None for anything else."""
        if not isinstance(exception, PublishRefused | SeveralRefused):
            return None
        if not request.path.startswith(_admin_home()):
            return None
        if _is_from_a_script(request):
            return JsonResponse(_as_json(exception), status=400)
        messages.error(request, refusal_as_html(exception))
        return HttpResponseRedirect(_way_back(request))


def _admin_home() -> str:
    return reverse("wagtailadmin_home")


def _is_from_a_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest" or not request.accepts("text/html")


def _as_json(refusal: PublishRefused | SeveralRefused) -> dict[str, Any]:
    """In the shape of Wagtail's own JSON errors, which its editor knows how to show."""
    said = {"success": False, "error_code": "publish_refused", "error_message": str(refusal)}
    if isinstance(refusal, SeveralRefused):
        return {**said, "refused": [_problems_as_json(one) for one in refusal.refused]}
    return {**said, **_problems_as_json(refusal)}


def _problems_as_json(refusal: PublishRefused) -> dict[str, Any]:
    problems = [
        {"field": problem.field, "message": " → ".join((*problem.trail, problem.message))}
        for problem in refusal.problems
    ]
    return {"title": refusal.title, "problems": problems}


def refusal_as_html(refusal: PublishRefused | SeveralRefused) -> SafeString:
    if isinstance(refusal, SeveralRefused):
        pages = ((one.title, _problems_as_html(one)) for one in refusal.refused)
        return format_html(
            "None of the pages was {}, and nothing was changed, because of {} of them:<ul>{}</ul>",
            refusal.done,
            len(refusal.refused),
            format_html_join("", "<li>“{}”<ul>{}</ul></li>", pages),
        )
    return format_html(
        "“{}” was not published, and nothing was changed.<ul>{}</ul>",
        refusal.title,
        _problems_as_html(refusal),
    )


def _problems_as_html(refusal: PublishRefused) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((str(problem),) for problem in refusal.problems))


def _way_back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return came_from
    return _admin_home()
