"""Deciding about a release as a whole. Each answers a GET with a question, except those that change nothing readers
see; a POST does it, or says why not.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages

from cms.core.moment import database_now
from cms.publishing import jobs
from cms.publishing import tasks as publishing_tasks
from cms.publishing.words import moment_in_words
from cms.releases import selectors, services
from cms.releases.addresses import release_url
from cms.releases.forms import SeenForm, TimeForm
from cms.releases.models import Release
from cms.releases.refusals import REFUSALS, in_words
from cms.releases.restoring import restored_by_undoing
from cms.releases.rows import rows_of
from cms.releases.seen import hold_as_seen, mark_of
from cms.releases.services import ReleaseRefused
from cms.releases.views.base import OfRelease

TAKES_BACK = ", which is later than this one: what it changed is taken back"


class Decision(OfRelease):
    """A question with its consequences, and a form. ``act`` raises one of ``REFUSALS``, and returns where to go."""

    permission_required = "publish"
    template_name = "releases/decision.html"
    form_class: type[SeenForm] = SeenForm
    button = ""
    is_grave = False

    def question(self) -> str:
        raise NotImplementedError

    def act(self, form: Any) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(self.form_class(initial={"seen": mark_of(self.release), **self.initial()}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._page(form, status=HTTPStatus.BAD_REQUEST)
        try:
            with transaction.atomic():
                hold_as_seen(self.release, form.cleaned_data["seen"])
                where = self.act(form)
        except REFUSALS as refusal:
            return self._page(form, refusal=refusal, status=HTTPStatus.CONFLICT)
        return redirect(where)

    def initial(self) -> dict[str, Any]:
        return {}

    def consequences(self) -> list[tuple[str, str]]:
        """What becomes of each item: title and words."""
        rows = rows_of(self.release, user=self.request.user)
        return [(row.item.title, row.effect + (TAKES_BACK if row.takes_back else "")) for row in rows]

    def _page(self, form: Any, *, refusal: Any = None, status: int = HTTPStatus.OK) -> HttpResponse:
        said = {
            "form": form,
            "question": self.question(),
            "button": self.button,
            "is_grave": self.is_grave,
            "consequences": self.consequences(),
            "refusal": str(refusal) if isinstance(refusal, ReleaseRefused) else "",
            "refused": getattr(refusal, "refused", ()),
            "back": release_url(self.release),
        }
        return self.render_to_response(self.get_context_data(**said), status=status)


class ScheduleView(Decision):
    page_title = "Schedule"
    form_class = TimeForm
    button = "Schedule the release"

    def initial(self) -> dict[str, Any]:
        return {"go_live_at": self.release.go_live_at}

    def question(self) -> str:
        size = self.release.items.count()
        now = (
            f" So far it goes out on {moment_in_words(self.release.go_live_at)}."
            if self.release.go_live_at is not None
            else ""
        )
        which = f"{_count(size)} of the release {_does(size)} out together"
        return f"At the time you give, {which}, or none of it does.{now}"

    def act(self, form: Any) -> str:
        due = form.cleaned_data["go_live_at"]
        services.schedule(
            release=self.release,
            go_live_at=due,
            time_zone=timezone.get_current_timezone_name(),
            user=self.request.user,
            now=database_now(),
        )
        messages.success(self.request, f"“{self.release.title}” goes out on {moment_in_words(due)}.")
        return release_url(self.release)


class PublishView(Decision):
    page_title = "Publish now"
    is_grave = True

    def question(self) -> str:
        size = self.release.items.count()
        which = _count(size).capitalize()
        return f"Publish now? {which} of “{self.release.title}” {_does(size)} out together, at once."

    @property
    def button(self) -> str:  # type: ignore[override]
        return f"Yes, publish {_count(self.release.items.count())}"

    def act(self, form: Any) -> str:
        services.publish_now(
            release=self.release,
            time_zone=timezone.get_current_timezone_name(),
            user=self.request.user,
            now=database_now(),
        )
        return release_url(self.release)


class CancelView(Decision):
    page_title = "Cancel schedule"
    button = "Yes, cancel the schedule"

    def question(self) -> str:
        due = self.release.go_live_at
        then = f" on {moment_in_words(due)}" if due is not None else ""
        return f"Cancel the schedule? Nothing goes out{then}. The release is kept, to be changed and scheduled again."

    def consequences(self) -> list[tuple[str, str]]:
        """None: what the items would do is just what does not happen."""
        return []

    def act(self, form: Any) -> str:
        if not services.cancel(release=self.release, user=self.request.user):
            raise ReleaseRefused(
                "There was nothing to cancel: it has gone out, or is not scheduled any more."
            )
        messages.success(self.request, "The schedule was cancelled.")
        return release_url(self.release)


class UndoView(Decision):
    page_title = "Undo"
    button = "Make a release that restores this"

    def question(self) -> str:
        return (
            "Undo this release? A new release is made that restores what readers saw before it. Nothing changes for "
            "them until you publish or schedule that one."
        )

    def consequences(self) -> list[tuple[str, str]]:
        return [(restored.title, restored.what) for restored in restored_by_undoing(self.release)]

    def act(self, form: Any) -> str:
        undoing = services.undo(release=self.release, user=self.request.user, now=database_now())
        messages.success(
            self.request, "This is the release that undoes the other. Look at it, and publish it."
        )
        return release_url(undoing)


class AtOnce(OfRelease):
    """Done without a question: readers see nothing of it."""

    http_method_names = ["post"]
    then = ""

    def act(self, release: Release) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                messages.success(request, self.act(self.release))
        except REFUSALS as refusal:
            messages.error(request, in_words(refusal))
            return redirect(release_url(self.release))
        return redirect(release_url(self.release) + self.then)


class TrialView(AtOnce):
    permission_required = "change"
    then = "?trial"

    def act(self, release: Release) -> str:
        services.ask_for_trial(release=release, user=self.request.user)
        return "The trial run has been asked for. Its outcome is shown here, usually within a minute."


class RetryView(AtOnce):
    """Try again at once to let out what could not go out."""

    permission_required = "publish"

    def act(self, release: Release) -> str:
        job = selectors.job_of(release)
        if job is None:
            raise ReleaseRefused("There is nothing to try again: it has gone out, or was changed meanwhile.")
        jobs.retry(job=job, now=database_now())
        publishing_tasks.wake_after_commit()
        return "It is tried again now."


def _count(size: int) -> str:
    return "the one item" if size == 1 else f"all {size} items"


def _does(size: int) -> str:
    return "goes" if size == 1 else "go"
