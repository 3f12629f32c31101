"""Where releases are listed, made and looked at in the admin."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, UserColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from cms.core.moment import database_now
from cms.releases import selectors, services
from cms.releases.addresses import ReleaseURLFinder, release_url
from cms.releases.forms import NewReleaseForm, ReleaseForm
from cms.releases.models import Release
from cms.releases.outlook import Standing, standing_of, when
from cms.releases.views import decisions, items
from cms.releases.views.base import SEEING
from cms.releases.views.preview import EndPreviewsView, PreviewView
from cms.releases.views.show import ShowView

OF_ONE_RELEASE = [
    path("<int:pk>/", ShowView.as_view(), name="show"),
    path("<int:pk>/preview/", PreviewView.as_view(), name="preview"),
    path("<int:pk>/preview/end/", EndPreviewsView.as_view(), name="end_previews"),
    path("<int:pk>/trial/", decisions.TrialView.as_view(), name="trial"),
    path("<int:pk>/schedule/", decisions.ScheduleView.as_view(), name="schedule"),
    path("<int:pk>/publish/", decisions.PublishView.as_view(), name="publish"),
    path("<int:pk>/cancel/", decisions.CancelView.as_view(), name="cancel"),
    path("<int:pk>/retry/", decisions.RetryView.as_view(), name="retry"),
    path("<int:pk>/undo/", decisions.UndoView.as_view(), name="undo"),
    path("<int:pk>/items/add/", items.AddView.as_view(), name="add_item"),
    path("<int:pk>/items/<int:item_pk>/remove/", items.RemoveView.as_view(), name="remove_item"),
    path("<int:pk>/items/<int:item_pk>/latest/", items.TakeLatestView.as_view(), name="take_latest"),
    path("<int:pk>/items/<int:item_pk>/changes/", items.ChangesView.as_view(), name="changes"),
]


def _owners(request: Any) -> QuerySet[Any]:
    users = get_user_model()
    owning = Release.objects.exclude(owner=None).order_by().values("owner")
    return users._default_manager.filter(pk__in=owning).order_by(users.USERNAME_FIELD)


class ReleaseFilterSet(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        label="State", choices=[(standing.value, standing.value) for standing in Standing], method="in_state"
    )
    owner = django_filters.ModelChoiceFilter(label="Owner", queryset=_owners)

    class Meta:
        model = Release
        fields: ClassVar[list[str]] = []

    def in_state(self, releases: QuerySet[Release], name: str, value: str) -> QuerySet[Release]:
        blocked = Q(is_blocked=True)
        return releases.filter(blocked if value == Standing.BLOCKED else Q(state=value) & ~blocked)


class ListView(generic.IndexView):
    any_permission_required = SEEING

    def get_base_queryset(self) -> QuerySet[Release]:
        return selectors.listed()

    def get_edit_url(self, instance: Release) -> str:
        """The title leads to the page of the release."""
        return release_url(instance)

    def get_list_buttons(self, instance: Release) -> list[Any]:
        return []


class CreateReleaseView(generic.CreateView):
    def save_instance(self) -> Release:
        said = self.form.cleaned_data
        return services.create(
            title=said["title"], notes=said["notes"], user=self.request.user, now=database_now()
        )

    def get_success_url(self) -> str:
        return release_url(self.object)

    def get_success_buttons(self) -> list[Any]:
        return []


class EditReleaseView(generic.EditView):
    def save_instance(self) -> Release:
        """Wagtail would write the whole row, as the form has read it, over a release that has just gone out."""
        said = self.form.cleaned_data
        services.describe(
            release=self.object,
            title=said["title"],
            notes=said["notes"],
            owner=said["owner"],
            user=self.request.user,
        )
        return Release.objects.get(pk=self.object.pk)

    def get_success_url(self) -> str:
        return release_url(self.object)

    def get_success_buttons(self) -> list[Any]:
        return []


class DeleteReleaseView(generic.DeleteView):
    """Only what was never scheduled, or is not any more: what went out is history."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        release = self.get_object()
        try:
            services.delete(release=release, user=request.user)
        except services.ReleaseRefused as refusal:
            messages.error(request, f"“{release.title}” was not deleted. {refusal}")
            return redirect(release_url(release))
        messages.success(request, self.get_success_message())
        return redirect(self.get_success_url())


class ReleaseViewSet(ModelViewSet):
    model = Release
    name = "releases"
    icon = "upload"
    menu_label = "Releases"
    menu_order = 155
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    # Only so that its permission is offered in the form of a group.
    inspect_view_enabled = True
    index_view_class = ListView
    add_view_class = CreateReleaseView
    edit_view_class = EditReleaseView
    delete_view_class = DeleteReleaseView
    url_finder_class = ReleaseURLFinder
    list_per_page = 50
    search_fields: ClassVar = ["title", "notes"]
    search_backend_name = None
    filterset_class = ReleaseFilterSet
    list_display: ClassVar = [
        "title",
        StatusTagColumn(
            "standing",
            label="State",
            accessor=standing_of,
            primary=lambda row: standing_of(row) == Standing.BLOCKED,
        ),
        Column("when", label="When", accessor=when),
        Column("size", label="Items", sort_key="size"),
        UserColumn("owner"),
    ]

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_add_view_kwargs(**kwargs), "form_class": NewReleaseForm}

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_edit_view_kwargs(**kwargs), "form_class": ReleaseForm}

    def get_form_class(self, **kwargs: Any) -> type[ReleaseForm]:
        return ReleaseForm

    def get_urlpatterns(self) -> list[URLPattern]:
        without = {"inspect", "usage"}
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name not in without]
        return [*patterns, *OF_ONE_RELEASE]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"inspect_url_name": None, "usage_url_name": None, **kwargs})
