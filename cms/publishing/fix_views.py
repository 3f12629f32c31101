"""Mending what is live while another version of the page is to come: the form, and the question before it goes live."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.action_menu import PageActionMenu, PublishMenuItem
from wagtail.admin.ui.components import MediaContainer
from wagtail.models import Page, Revision

from cms.core.models import BasePage
from cms.core.moment import database_now
from cms.publishing import fix_form, urgent_fix
from cms.publishing.editor import EditPageView
from cms.publishing.pending import CannotAnswer
from cms.publishing.urgent_fix import Overtaken
from cms.publishing.words import moment_in_words

METHODS = ["GET", "HEAD", "POST"]


class PublishFixMenuItem(PublishMenuItem):
    label = "Publish this fix"


class FixMenu(PageActionMenu):
    """One button: a fix is published or left."""

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.menu_items: list[Any] = []
        self.default_item = PublishFixMenuItem()


class FixPageView(EditPageView):
    """The page's form, opened with what readers see now, or with a fix of it that was begun.

    404 for a page that is not live, 403 for who may not publish it. Nothing is saved before it is published.
    """

    def get_object(self) -> Any:
        row = self.real_page_record
        page_class = row.specific_class
        if not row.live or page_class is None or not issubclass(page_class, BasePage):
            raise Http404
        if not row.permissions_for_user(self.request.user).can_publish():
            raise PermissionDenied
        begun = self.request.GET.get("begun", "")
        self._begun = row.revisions.filter(pk=begun).first() if begun.isdigit() else None
        page = self._begun.as_object() if self._begun is not None else row.specific
        # What is to come keeps nobody from mending what is there.
        page.scheduled_revision = None
        page.draft_title = page.title
        return page

    def get_page_title(self) -> str:
        return "Fixing the live version"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._begun is not None and urgent_fix.is_outdated(page=self.real_page_record, fix=self._begun):
            messages.warning(request, urgent_fix.OUTDATED)
            return HttpResponseRedirect(reverse("publishing:fix", args=[self.page.pk]))
        published = self.real_page_record.last_published_at
        since = f", since {moment_in_words(published)}" if published is not None else ""
        messages.info(
            request,
            f"You are changing what readers see now{since}. What is to come stays as it is: before the fix goes live, "
            "you are asked what becomes of it. This form does not save itself.",
        )
        # Wagtail's own, not that of the ordinary form, which tells what that shows.
        return super(EditPageView, self).get(request, *args, **kwargs)

    @property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponse]]:
        return ("publish", self.publish_action)

    def form_valid(self, form: Any) -> HttpResponse:
        if form.instance.go_live_at is not None and form.instance.go_live_at > timezone.now():
            return self._refused(form, "A fix goes live at once. Take the go-live time out of the schedule.")
        if self.request.GET.get("live", "") != self._live_version():
            return self._refused(
                form,
                "Readers see another version since you opened this form. Nothing was published. Open the live version "
                "in another window, and carry over what you have written.",
            )
        return super().form_valid(form)

    def publish_action(self) -> HttpResponse:
        draft = self.form.save(commit=False)
        self.subscription.save()
        fix = urgent_fix.save_fix(page=self.real_page_record, draft=draft, user=self.request.user)
        return HttpResponseRedirect(reverse("publishing:fix_answer", args=[draft.pk, fix.pk]))

    def get_side_panels(self) -> MediaContainer:
        """Without the checklist, which is of the version saved last."""
        return MediaContainer([panel for panel in super().get_side_panels() if panel.name != "checklist"])

    def get_action_menu(self) -> FixMenu:
        return FixMenu(
            self.request, view="edit", page=self.page, lock=self.lock, locked_for_user=self.locked_for_user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        address = reverse("publishing:fix", args=[self.page.pk])
        live = self.request.GET.get("live") or self._live_version()
        return {**context, "action_url": f"{address}?live={live}", "autosave_enabled": False}

    def _live_version(self) -> str:
        return str(self.real_page_record.live_revision_id or "none")

    def _refused(self, form: Any, why: str) -> HttpResponse:
        messages.error(self.request, why)
        form.restore_required_fields()
        self.has_unsaved_changes = True
        response: HttpResponse = self.render_to_response(self.get_context_data())
        return response


@require_http_methods(METHODS)
def answer(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """What becomes of the versions to come when this fix goes live; asked with GET, answered with POST.

    404 for what is no version of a page of ours, 403 for who may not publish it.
    """
    page: Any = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, BasePage):
        raise Http404
    fix = get_object_or_404(page.revisions, pk=revision_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if page.live_revision_id == fix.pk:
        messages.info(request, "This version is live already.")
        return _back_to(page)
    if request.method != "POST":
        return _ask(request, page, fix)
    answers = fix_form.answers_in(request.POST.dict())
    choices = fix_form.choices_in(request.POST.dict())
    found = urgent_fix.outlooks(page=page, fix=fix, user=request.user, choices=choices)
    if not fix_form.all_answered(found, answers):
        messages.error(request, "Nothing was published yet. Choose wherever it says so below.")
        return _ask(request, page, fix, status=HTTPStatus.BAD_REQUEST)
    return _publish(request, page, fix, answers)


def _publish(request: HttpRequest, page: Any, fix: Revision, answers: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            live = urgent_fix.publish(
                page_id=page.pk, fix=fix, answers=answers, user=request.user, now=database_now()
            )
    except CannotAnswer as refusal:
        messages.error(request, f"Nothing was published. {refusal}")
        return _ask(request, page, fix, status=HTTPStatus.BAD_REQUEST)
    except Overtaken as overtaken:
        messages.warning(request, str(overtaken))
        return HttpResponseRedirect(request.path)
    buttons = [messages.button(reverse("wagtailadmin_pages:history", args=[page.pk]), "History")]
    messages.success(request, f"Published: “{live.title}”.", buttons=buttons)
    return _back_to(page)


def _back_to(page: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _ask(request: HttpRequest, page: Any, fix: Revision, *, status: int = HTTPStatus.OK) -> HttpResponse:
    sent = request.POST.dict()
    choices = fix_form.choices_in(sent)
    found = urgent_fix.outlooks(page=page, fix=fix, user=request.user, choices=choices)
    asked = fix_form.questions(found, sent, is_sent=request.method == "POST")
    context = {
        "page": page,
        # From the ordinary form comes the draft that it opens; a fix is saved beside that.
        "it": "this version" if page.latest_revision_id == fix.pk else "the fix",
        "questions": asked,
        "why_not": _why_not(page, fix, request.user),
        "fix_changes": [fix_form.shown(change) for change in urgent_fix.changes_of(page=page, fix=fix)],
        "form_url": f"{reverse('publishing:fix', args=[page.pk])}?begun={fix.pk}" if page.live else "",
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "header_title": f"Publish: {page.title}",
        "header_icon": "upload",
        "breadcrumbs_items": [
            {
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "label": page.title,
            },
            {"url": "", "label": "Publish"},
        ],
    }
    return TemplateResponse(request, "publishing/fix.html", context, status=status)


def _why_not(page: Any, fix: Revision, user: Any) -> str:
    try:
        urgent_fix.check(page=page, fix=fix, user=user)
    except (Overtaken, CannotAnswer) as reason:
        return str(reason)
    return ""
