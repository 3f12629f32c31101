"""The editors of pages and entries: Wagtail's own screens, with what this engine adds to them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cms.core.locking import lock_pages
from cms.core.moment import database_now
from cms.core.schedules import schedules_kept
from cms.publishing import banners
from cms.publishing.checklist import WithChecklist
from cms.publishing.pending import pending_of


class TellingPastTimes:
    """Mixed into an editing view of Wagtail, for pages or snippets: tells on saving that a go-live time has passed."""

    def form_valid(self, form: Any) -> HttpResponse:
        view: Any = self
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if not view.expects_json_response and "action-publish" not in view.request.POST:
            banners.tell_of_past_time(view.request, form.instance, now=database_now())
        return response


class CreatePageView(TellingPastTimes, WithChecklist, CreateView):
    """Says above the form what this type of page is for: a section takes one type, so nobody is asked to choose."""

    def get(self, request: HttpRequest) -> HttpResponse:
        messages.info(request, self.page_class.get_page_description())
        return super().get(request)

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the page, unless somebody has just made one at the same address: the form was checked before."""
        lock_pages(Page.objects.filter(pk=self.parent_page.pk))
        self.parent_page.refresh_from_db()
        if self.parent_page.get_children().filter(slug=form.cleaned_data["slug"]).exists():
            form.add_error("slug", "A page with this slug has just been made here. Give this one another.")
            return self.form_invalid(form)
        return super().form_valid(form)


class AskingFirst:
    """Mixed into an editing view of Wagtail, for pages.

    Where another version of the page is to come, what is to be published at once is only saved, and the editor asked
    what becomes of that. Otherwise Wagtail publishes, past the page's own ``publish``.
    """

    def publish_action(self) -> HttpResponse:
        view: Any = self
        if not _goes_later(view.page) and pending_of(view.real_page_record, user=view.request.user):
            return self._save_and_ask()
        with schedules_kept(view.real_page_record, user=view.request.user):
            response: HttpResponse = super().publish_action()  # type: ignore[misc]
        return response

    def _save_and_ask(self) -> HttpResponse:
        view: Any = self
        view.page = view.form.save(commit=not view.page.live)
        view.subscription.save()
        revision = view.page.save_revision(
            user=view.request.user, log_action=True, previous_revision=view.previous_revision
        )
        if view.has_content_changes and "comments" in view.form.formsets:
            changes = view.get_commenting_changes()
            view.log_commenting_changes(changes, revision)
            view.send_commenting_notifications(changes)
        return HttpResponseRedirect(reverse("publishing:fix_answer", args=[view.page.pk, revision.pk]))


def _goes_later(page: Any) -> bool:
    return page.go_live_at is not None and page.go_live_at > timezone.now()


class EditPageView(AskingFirst, TellingPastTimes, WithChecklist, EditView):
    """Says above the form which version it shows, where that is neither what is live nor a draft made from it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        banners.tell_what_is_shown(request, self.real_page_record)
        return super().get(request, *args, **kwargs)


class RevertPageView(AskingFirst, TellingPastTimes, WithChecklist, RevisionsRevertView):
    pass


class PageEditorViewSet(PageViewSet):
    """The screens of a page type."""

    add_view_class = CreatePageView
    edit_view_class = EditPageView
    revisions_revert_view_class = RevertPageView

    @property
    def parent_models(self) -> list[type[Model]]:
        """None: listings stay as Wagtail shows them."""
        return []
