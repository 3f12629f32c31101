"""The bulk actions of the page explorer that set and take back schedules."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.widgets import AdminDateTimeInput

from cms.core.problems import SeveralRefused
from cms.publishing import scheduling
from cms.publishing.middleware import refusal_as_html
from cms.publishing.words import moment_in_words


class MomentForm(forms.Form):
    go_live_at = forms.DateTimeField(label="Go-live time", widget=AdminDateTimeInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["go_live_at"].help_text = f"In the time zone of your account: {zone}."

    def clean_go_live_at(self) -> datetime:
        moment: datetime = self.cleaned_data["go_live_at"]
        if moment <= timezone.now():
            raise forms.ValidationError("This time has passed. To publish at once, choose Publish.")
        return moment


class OfSchedules(PageBulkAction):
    """All or none: Wagtail's own actions leave out what the user may not change, and do the rest."""

    template_name = "publishing/confirm_bulk_schedule.html"
    question = ""
    action_button = ""

    def check_perm(self, page: Any) -> bool:
        return bool(page.permissions_for_user(self.request.user).can_publish())

    def prepare_action(self, objects: list[Any], objects_without_access: dict[str, list[Any]]) -> None:
        scheduling.refuse_forbidden(objects_without_access["items_with_no_access"])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """A refusal stands above the form, which keeps the time that was given."""
        try:
            with transaction.atomic():
                answer: HttpResponse = super().form_valid(form)
        except SeveralRefused as refusal:
            messages.error(self.request, refusal_as_html(refusal))
            return self.render_to_response(self.get_context_data(form=form))
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "display_name": self.display_name,
            "question": self.question,
            "action_button": self.action_button,
        }


class ScheduleBulkAction(OfSchedules):
    display_name = "Schedule"
    action_type = "schedule"
    aria_label = "Schedule selected pages to go live"
    action_priority = 42
    form_class = MomentForm
    question = (
        "The latest version of each of these pages goes live at the time you give. It takes the place of a time they "
        "may have already. If one of them can't, none is scheduled."
    )
    action_button = "Schedule to publish"

    def get_execution_context(self) -> dict[str, Any]:
        context: dict[str, Any] = super().get_execution_context()
        return {**context, **self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        scheduling.schedule_pages(pages=objects, go_live_at=kwargs["go_live_at"], user=kwargs["user"])
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        due = moment_in_words(self.cleaned_form.cleaned_data["go_live_at"])
        return f"Scheduled: {self.get_parent_page_text(num_parent_objects)}, for {due}."


class UnscheduleBulkAction(OfSchedules):
    display_name = "Cancel schedule"
    action_type = "unschedule"
    aria_label = "Cancel the schedule of selected pages"
    action_priority = 43
    form_class = forms.Form
    question = "Cancel the schedule of these pages? Their versions stay as drafts."
    action_button = "Cancel the schedules"

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        scheduling.unschedule_pages(pages=objects, user=kwargs["user"])
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return f"The schedule was cancelled: {self.get_parent_page_text(num_parent_objects)}."
