"""One entry: what it is, and the form that moves it. Dragging an entry in the grid asks here, too."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cms.calendar import selectors, services
from cms.calendar.entries import Entry, State
from cms.calendar.forms import MoveForm
from cms.calendar.refusals import NotMoved
from cms.calendar.trials import trial_of
from cms.core.moment import database_now
from cms.publishing.models import JobKind
from cms.publishing.words import moment_in_words

METHODS = ["GET", "HEAD", "POST"]
VERBS: dict[str, str] = {
    JobKind.PUBLISH: "go live",
    JobKind.EXPIRE: "go offline",
    JobKind.RELEASE: "go out",
}


@require_http_methods(METHODS)
def go_live(request: HttpRequest, revision_id: int) -> HttpResponse:
    """When a version goes live. 404 for what is not scheduled or not the user's to see."""
    return _answer(request, _entry(request, selectors.go_live_of(revision_id)))


@require_http_methods(METHODS)
def expiry(request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
    """When an object goes offline. 404 as for a go-live."""
    return _answer(request, _entry(request, selectors.expiry_of(content_type_id, object_id)))


@require_http_methods(METHODS)
def release(request: HttpRequest, release_id: int) -> HttpResponse:
    """When a release goes out. 404 as for a go-live."""
    return _answer(request, _entry(request, selectors.release_of(release_id)))


def _entry(request: HttpRequest, found: selectors.Found | None) -> Entry | None:
    return selectors.entry_of(found, user=request.user, now=database_now()) if found is not None else None


def _answer(request: HttpRequest, entry: Entry | None) -> HttpResponse:
    if entry is None and request.method == "POST":
        return _gone(request)
    if entry is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, entry)
    return _asked(request, entry)


def _shown(request: HttpRequest, entry: Entry) -> HttpResponse:
    if _is_from_the_grid(request):
        return _trial(entry)
    return _page(request, entry, MoveForm(initial={"was": entry.at.isoformat(), "to": entry.at}))


def _asked(request: HttpRequest, entry: Entry) -> HttpResponse:
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _refused(request, entry, form, form.why_not(), HTTPStatus.BAD_REQUEST)
    asked = {"place": entry.place, "was": form.cleaned_data["was"], "to": form.cleaned_data["to"]}
    try:
        if form.cleaned_data["confirmed"]:
            services.move(**asked, user=request.user, now=database_now())
            return _moved(request, entry, asked["to"])
        services.check_move(**asked, user=request.user, now=database_now())
    except NotMoved as refusal:
        form.add_error("to", str(refusal))
        return _refused(request, entry, form, str(refusal), refusal.status)
    return _asked_again(request, entry, form)


def _trial(entry: Entry) -> HttpResponse:
    """How the trial run went, for the grid, which asks until it knows."""
    trial = trial_of(entry)
    if trial is None:
        return JsonResponse({"trial": ""})
    return JsonResponse({"trial": trial.words, "passed": trial.passed})


def _gone(request: HttpRequest) -> HttpResponse:
    why = "It is not scheduled any more: it has happened, or somebody has cancelled it meanwhile."
    if _is_from_the_grid(request):
        return JsonResponse({"error": why}, status=HTTPStatus.CONFLICT)
    messages.warning(request, why)
    return redirect("calendar:show")


def _asked_again(request: HttpRequest, entry: Entry, form: MoveForm) -> HttpResponse:
    question = _question(entry, form)
    if _is_from_the_grid(request):
        return JsonResponse({"question": question, "to": form.cleaned_data["to"].isoformat()})
    return _page(request, entry, form, question=question)


def _moved(request: HttpRequest, entry: Entry, to: datetime) -> HttpResponse:
    said = f"“{entry.title}”: the {entry.kind_words.lower()} is now on {moment_in_words(to)}."
    if _is_from_the_grid(request):
        return JsonResponse({"done": said, "tried": entry.place.kind != JobKind.EXPIRE})
    messages.success(request, said)
    return redirect(f"{reverse('calendar:show')}?date={timezone.localdate(to).isoformat()}")


def _refused(
    request: HttpRequest, entry: Entry, form: MoveForm, why: str, status: HTTPStatus
) -> HttpResponse:
    if _is_from_the_grid(request):
        return JsonResponse({"error": why}, status=status)
    return _page(request, entry, form, status=status)


def _question(entry: Entry, form: MoveForm) -> str:
    verb = VERBS[entry.place.kind]
    was, to = moment_in_words(form.cleaned_data["was"]), moment_in_words(form.cleaned_data["to"])
    question = f"Let “{entry.title}” {verb} on {to} instead of {was}?"
    if entry.state is State.WOULD_FAIL:
        question += f" The last trial run found that it would fail: {entry.reason}"
    return (
        question
        if entry.place.kind == JobKind.EXPIRE
        else f"{question} A trial run for that time is made then."
    )


def _page(
    request: HttpRequest, entry: Entry, form: MoveForm, *, question: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    back = f"{reverse('calendar:show')}?date={timezone.localdate(entry.at).isoformat()}"
    context = {
        "entry": entry,
        "trial": trial_of(entry),
        "form": form,
        "question": question,
        "to": form.cleaned_data["to"].isoformat() if question else "",
        "zone": timezone.get_current_timezone_name(),
        "when": moment_in_words(entry.at),
        "back": back,
        "header_title": f"{entry.kind_words}: {entry.title}",
        "breadcrumbs_items": [{"url": back, "label": "Calendar"}, {"url": "", "label": entry.title}],
        "header_icon": "calendar-alt",
    }
    return TemplateResponse(request, "calendar/change.html", context, status=status)


def _is_from_the_grid(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"
