"""The bulk action “Add to release”, for pages and for entries with drafts; also the way there from a single form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import classproperty
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import get_snippet_models

from cms.core.moment import database_now
from cms.core.problems import Problem, PublishRefused, SeveralRefused
from cms.publishing.due import specific_object
from cms.releases import selectors, services
from cms.releases.addresses import release_url
from cms.releases.models import ItemAction, Release, ReleaseState
from cms.releases.rights import may_put_in
from cms.releases.services import ReleaseRefused

ACTION = "add_to_release"


def add_url(instance: Any, *, back: str) -> str:
    """Where a page or entry is put into a release. ``back``: where that leads to afterwards."""
    model = Page if isinstance(instance, Page) else type(instance)
    name = (model._meta.app_label, model._meta.model_name, ACTION)
    return f"{reverse('wagtail_bulk_action', args=name)}?{urlencode({'id': instance.pk, 'next': back})}"


class ChoiceOfReleaseForm(forms.Form):
    """One that is open, or a new one."""

    release = forms.ModelChoiceField(
        Release.objects.none(), label="Release", required=False, empty_label="A new one, named below"
    )
    new_title = forms.CharField(label="Title of a new release", required=False, max_length=200)
    action = forms.ChoiceField(
        label="What happens",
        choices=[
            (ItemAction.PUBLISH, "Their latest versions go live"),
            (ItemAction.UNPUBLISH, "They go offline"),
        ],
        initial=ItemAction.PUBLISH,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["release"].queryset = _to_be_filled_by(user)  # type: ignore[attr-defined]
        if not policy_registry.get_by_type(Release).user_has_permission(user, "add"):
            del self.fields["new_title"]
            self.fields["release"].required = True

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if "release" not in self.errors and bool(said.get("release")) == bool(said.get("new_title")):
            raise ValidationError("Choose a release, or give the title of a new one: one of the two.")
        return said


class AddingToRelease:
    """Mixed into a bulk action of Wagtail's. All or none: its own actions leave out what the user may not change."""

    display_name = "Add to release"
    action_type = ACTION
    aria_label = "Add selected items to a release"
    action_priority = 44
    template_name = "releases/confirm_bulk_add.html"
    form_class = ChoiceOfReleaseForm

    def check_perm(self, obj: Any) -> bool:
        view: Any = self
        return may_fill_releases(view.request.user) and may_put_in(view.request.user, specific_object(obj))

    def get_form_kwargs(self) -> dict[str, Any]:
        view: Any = self
        return {**super().get_form_kwargs(), "user": view.request.user}  # type: ignore[misc]

    def get_execution_context(self) -> dict[str, Any]:
        view: Any = self
        return {"view": view, "user": view.request.user, **view.cleaned_form.cleaned_data}

    def prepare_action(self, objects: list[Any], objects_without_access: dict[str, list[Any]]) -> None:
        denied = objects_without_access["items_with_no_access"]
        if denied:
            why = [Problem("You may not put it into a release.")]
            raise SeveralRefused(
                [PublishRefused(str(one), why) for one in denied], done="added to the release"
            )

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        user, now = kwargs["user"], database_now()
        release = kwargs["release"] or services.create(title=kwargs["new_title"], user=user, now=now)
        try:
            services.add_several(
                release=release,
                instances=map(specific_object, objects),
                user=user,
                now=now,
                action=ItemAction(kwargs["action"]),
            )
        except ReleaseRefused as refusal:
            why = [Problem(str(refusal))]
            raise SeveralRefused(
                [PublishRefused(release.title, why)], done="added to the release"
            ) from refusal
        kwargs["view"].filled = release
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> Any:
        view: Any = self
        count = "1 item is" if num_parent_objects == 1 else f"{num_parent_objects} items are"
        view.next_url = release_url(view.filled)
        return f"{count} in the release “{view.filled.title}” now."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        view: Any = self
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "may_fill": may_fill_releases(view.request.user)}


class AddPagesBulkAction(AddingToRelease, PageBulkAction):
    aria_label = "Add selected pages to a release"

    def object_context(self, obj: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().object_context(obj)
        return {**context, "edit_url": reverse("wagtailadmin_pages:edit", args=[obj.pk])}


class AddEntriesBulkAction(AddingToRelease, SnippetBulkAction):
    aria_label = "Add selected entries to a release"

    @classproperty
    def models(cls) -> list[type[Any]]:  # noqa: N805 - Wagtail's kind of property is of the class
        return [model for model in get_snippet_models() if issubclass(model, DraftStateMixin)]


def may_fill_releases(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Release).user_has_permission(user, "change"))


def _to_be_filled_by(user: Any) -> QuerySet[Release]:
    """Open releases that ``user`` may change: scheduled ones need somebody who may publish."""
    states = [ReleaseState.DRAFT]
    if selectors.may_publish_releases(user):
        states.append(ReleaseState.SCHEDULED)
    return Release.objects.filter(state__in=states)
