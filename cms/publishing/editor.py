"""The editor of pages: Wagtail's own screens, with what this engine adds to them."""

from __future__ import annotations

from django.db.models import Model
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.viewsets.pages import PageViewSet

from cms.publishing.checklist import WithChecklist


class CreatePageView(WithChecklist, CreateView):
    pass


class EditPageView(WithChecklist, EditView):
    pass


class RevertPageView(WithChecklist, RevisionsRevertView):
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
