"""What is in a release: taking something in, bringing it up to date, taking it out, and seeing what it changes."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page, PreviewableMixin

from cms.core.moment import database_now
from cms.publishing.remarks import form_layout
from cms.publishing.words import moment_in_words
from cms.releases import services
from cms.releases.addresses import release_url
from cms.releases.forms import ItemForm
from cms.releases.models import ItemAction, Release, ReleaseItem
from cms.releases.refusals import REFUSALS, in_words
from cms.releases.rights import may_put_in
from cms.releases.rows import edit_url_of, version_in_words
from cms.releases.services import ReleaseRefused
from cms.releases.views.base import SEEING, OfRelease
from cms.releases.views.decisions import AtOnce

NOT_YOURS = "You may not change this page or entry, so you can't put it into a release."

# A version keeps it to the millisecond and the row more exactly, so that it always seems to have changed.
SET_BY_PUBLISHING = {"first_published_at"}


class AddView(OfRelease):
    """Takes in one page or entry, as it stands now."""

    permission_required = "change"
    page_title = "Add"
    template_name = "releases/add.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(ItemForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ItemForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=HTTPStatus.BAD_REQUEST)
        instance, action = form.cleaned_data["instance"], ItemAction(form.cleaned_data["action"])
        try:
            with transaction.atomic():
                if not may_put_in(request.user, instance):
                    raise ReleaseRefused(NOT_YOURS)
                item = services.add(
                    release=self.release,
                    instance=instance,
                    user=request.user,
                    now=database_now(),
                    action=action,
                )
        except REFUSALS as refusal:
            form.add_error(None, in_words(refusal))
            return self._page(form, status=HTTPStatus.CONFLICT)
        messages.success(
            request, f"“{item.title}” is in the release: it {item.get_action_display().lower()}."
        )
        return redirect(release_url(self.release))

    def _page(self, form: ItemForm, *, status: int = HTTPStatus.OK) -> HttpResponse:
        said = self.get_context_data(form=form, media=form.media, back=release_url(self.release))
        return self.render_to_response(said, status=status)


class OfItem(AtOnce):
    permission_required = "change"

    def item(self) -> ReleaseItem:
        item = self.release.items.filter(pk=self.kwargs["item_pk"]).select_related("release").first()
        if item is None:
            raise ReleaseRefused("It is not in the release any more: somebody has taken it out.")
        return item


class RemoveView(OfItem):
    def act(self, release: Release) -> str:
        item = self.item()
        services.remove(item=item, user=self.request.user)
        return f"“{item.title}” is not in the release any more. The page or entry itself is as it was."


class TakeLatestView(OfItem):
    """Pins the version that was saved last in the place of the one that is pinned."""

    def act(self, release: Release) -> str:
        item = self.item()
        instance = item.instance()
        if instance is None:
            raise ReleaseRefused(services.DELETED)
        if not may_put_in(self.request.user, instance):
            raise ReleaseRefused(NOT_YOURS)
        services.add(release=release, instance=instance, user=self.request.user, now=database_now())
        return f"“{item.title}”: its latest version is in the release now."


class ChangesView(OfRelease):
    """The version in the release beside what it replaces: what is live, or, once it has gone out, what was.

    403 for whoever may not read drafts of the page or entry.
    """

    any_permission_required = SEEING
    page_title = "What it changes"
    template_name = "releases/changes.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        items = self.release.items.select_related("revision", "before", "content_type")
        self.item = get_object_or_404(items, pk=kwargs["item_pk"])
        self.object = self.item.instance()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object is None or self.item.revision is None:
            messages.warning(request, f"“{self.item.title}” has no version to compare.")
            return redirect(release_url(self.release))
        if not may_put_in(request.user, self.object):
            raise PermissionDenied
        return self.render_to_response(self.get_context_data())

    def get_header_title(self) -> str:
        return f"What the release changes: {self.item.title}"

    def get_page_title(self) -> str:
        return self.item.title

    @property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton("Edit", url=edit_url_of(self.item), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, before_words = self._before()
        return {
            **super().get_context_data(**kwargs),
            "comparison": self._changes(before) if before is not None else [],
            "is_new": before is None,
            "read_url": _read_url(self.item, self.object),
            "before_words": before_words,
            "after_words": version_in_words(self.item),
            "item": self.item,
            "back": release_url(self.release),
        }

    def _changes(self, before: Any) -> list[Any]:
        """Field by field, as Wagtail compares two versions."""
        panel = form_layout(type(self.object)).get_bound_panel(
            instance=self.object, request=self.request, form=None
        )
        after = self.item.revision.as_object() if self.item.revision is not None else self.object
        found = [compare(before, after) for compare in panel.get_comparison()]
        return [one for one in found if one.has_changed() and not _is_bookkeeping(one)]

    def _before(self) -> tuple[Any, str]:
        if self.release.is_open:
            return (self.object, "what readers see now") if self.object.live else (None, "")
        before = self.item.before
        if before is None:
            return None, ""
        return before.as_object(), f"version of {moment_in_words(before.created_at)}, which was live before"


def _is_bookkeeping(difference: Any) -> bool:
    field = getattr(difference, "field", None)
    return field is not None and field.name in SET_BY_PUBLISHING


def _read_url(item: ReleaseItem, instance: Any) -> str:
    """Where the pinned version itself can be read: the form shows a later draft, if there is one."""
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:revisions_view", args=[instance.pk, item.revision_id])
    if not isinstance(instance, PreviewableMixin):
        return ""
    name = instance.snippet_viewset.get_url_name("revisions_view")
    return reverse(name, args=[quote(instance.pk), item.revision_id])
