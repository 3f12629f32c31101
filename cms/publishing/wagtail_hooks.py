"""The publishing engine's places in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from cms.core.aliases import announce_aliases
from cms.core.locking import lock_pages, with_descendants
from cms.core.models import BasePage
from cms.core.moment import database_now
from cms.publishing import banners, bulk, fix_views, services, urgent_fix, views
from cms.publishing.admin_api import PagesViewSet
from cms.publishing.bulk_schedule import ScheduleBulkAction, UnscheduleBulkAction
from cms.publishing.editor import PageEditorViewSet
from cms.publishing.fix_views import FixPageView
from cms.publishing.panels import ComingPanel, TroublesPanel
from cms.publishing.report import ScheduledView
from cms.publishing.signal_handlers import key_of


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("jobs/<int:job_id>/retry/", views.retry, name="retry"),
        path("jobs/<int:job_id>/cancel/", views.cancel, name="cancel"),
        path("pages/<int:page_id>/fix/", FixPageView.as_view(), name="fix"),
        path("pages/<int:page_id>/fix/<int:revision_id>/", fix_views.answer, name="fix_answer"),
        path("scheduled/", ScheduledView.as_view(), name="report"),
        path("scheduled/results/", ScheduledView.as_view(results_only=True), name="report_results"),
    ]
    return [path("publishing/", include((patterns, "publishing"), namespace="publishing"))]


@hooks.register("register_admin_viewset")
def page_editors() -> list[PageEditorViewSet]:
    """The editor of every page type has the publish checklist."""
    page_types = (model for model in apps.get_models() if issubclass(model, BasePage))
    return [PageEditorViewSet(model=model) for model in page_types]


@hooks.register("construct_admin_api")
def publish_as_everywhere(router: Any) -> None:
    router.register_endpoint("pages", PagesViewSet)


@hooks.register("register_reports_menu_item")
def scheduled_report() -> MenuItem:
    return MenuItem("Scheduled", reverse("publishing:report"), icon_name="calendar-check", order=850)


@hooks.register("construct_homepage_panels")
def show_scheduled_work(request: HttpRequest, panels: list[Any]) -> None:
    panels += [TroublesPanel(), ComingPanel()]


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def tell_the_editor(request: HttpRequest, instance: Any) -> None:
    """Say above the form what the page or entry is waiting for."""
    if request.method != "GET" or not request.accepts("text/html"):
        return
    banners.tell_of_schedule(request, instance, now=database_now())
    banners.tell_of_requested_changes(request, instance)


@hooks.register("insert_editor_js")
def wait_for_the_forms_own_save() -> SafeString:
    return format_html('<script src="{}"></script>', versioned_static("publishing/autosave.js"))


@hooks.register("after_convert_alias_page")
def show_it_as_a_page_of_its_own(request: HttpRequest, page: Any) -> None:
    """Wagtail sends no signal for it."""
    services.refresh_page(page_id=page.pk, now=database_now())


@hooks.register("after_copy_page")
def show_new_aliases(request: HttpRequest, page: Any, new_page: Page) -> None:
    announce_aliases(new_page)


@hooks.register("before_unpublish_page")
def lock_what_may_be_unpublished(request: HttpRequest, page: Page) -> None:
    lock_pages(with_descendants([page]))


@hooks.register("before_bulk_action")
def lock_what_is_changed_together(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    pages = [changed for changed in objects if isinstance(changed, Page)]
    if pages:
        lock_pages(with_descendants(pages))


@hooks.register("after_bulk_action")
def follow_files_into_their_collection(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> None:
    """Wagtail moves many files at once without a signal; where they come to may be private, or not any more."""
    keys = [key_of(moved) for moved in objects] if action_type == "add_to_collection" else []
    for key in keys:
        if key is not None:
            services.object_changed(key=key, now=database_now())


@hooks.register("before_bulk_action")
def all_or_none(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Before several pages are published at once, every one is asked, so that all refusals are told together."""
    if action_type == "publish" and issubclass(action.model, Page):
        with_drafts_below = action.cleaned_form.cleaned_data["include_descendants"]
        bulk.refuse_unready(pages=objects, with_drafts_below=with_drafts_below, user=request.user)


hooks.register("register_bulk_action", ScheduleBulkAction)
hooks.register("register_bulk_action", UnscheduleBulkAction)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action(
        "publishing.passed_over",
        "Passed over",
        "Not shown: it had expired before it could be published",
    )
    begun = "Begun: a fix of the live version, not published yet"
    actions.register_action(urgent_fix.BEGUN, "Begin a fix", begun)
    for action, label, done in (
        (urgent_fix.KEPT, "Keep version to come", "A fix was published; kept as it is: the version"),
        (urgent_fix.MERGED, "Merge fix", "A fix was published, and merged into the version"),
        (urgent_fix.CANCELLED, "Cancel version to come", "A fix was published; cancelled: the version"),
    ):
        formatter = type(label, (FixFormatter,), {"label": label, "done": done})
        actions.register_action(action)(formatter)


class FixFormatter(LogFormatter):
    """What became of a version to come when a fix was published."""

    done = ""

    def format_message(self, entry: Any) -> str:
        decided = [f"{one['where']}: that of the {one['chosen']}" for one in entry.data.get("decided", [])]
        chosen = f" (chosen: {'; '.join(decided)})" if decided else ""
        return f"{self.done} {entry.data['where']}{chosen}"
