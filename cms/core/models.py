"""The base of every page type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.locks import BaseLock, ScheduledForPublishLock
from wagtail.models import Page, Revision

from cms.core.aliases import announce_aliases
from cms.core.forms import PublishablePageForm
from cms.core.keys import Key, children_key
from cms.core.locking import lock_pages, with_descendants
from cms.core.locks import LockBySchedule, locks_beside_schedule
from cms.core.problems import Problem, PublishRefused
from cms.core.reference_index import references_updated_once
from cms.core.schedules import schedules_kept
from cms.core.schemas import PageSchema
from cms.core.validation import problems_in

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


class AtomicPublishing:
    """Makes publish and unpublish all-or-nothing wherever they are called from.

    Wagtail's actions run in autocommit outside a request: what reacts to a publish and fails would leave the object
    live. Here the object, its edition and its event commit together or not at all, and other versions that are
    scheduled stay so. Raises ``PublishRefused`` where the object does not validate.
    """

    @transaction.atomic
    def publish(self, revision: Revision, user: Any = None, **kwargs: Any) -> Any:
        candidate: Any = self
        try:
            with references_updated_once(), schedules_kept(candidate, revision=revision, user=user):
                return super().publish(revision, user=user, **kwargs)  # type: ignore[misc]
        except ValidationError as error:
            raise PublishRefused(str(self), list(problems_in(error, candidate))) from error

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        return super().unpublish(*args, **kwargs)  # type: ignore[misc]


class ApprovedWords:
    """Lets approvals stay with what was approved, as :mod:`cms.core.approvals` has it."""

    @transaction.atomic
    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        from cms.core import approvals

        draft: Any = self
        before = draft.get_latest_revision()
        if overwrite_revision is not None and not approvals.may_overwrite(overwrite_revision, draft=draft):
            overwrite_revision = None
        revision: Revision = super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)  # type: ignore[misc]
        approvals.carry_over(draft, before=before, after=revision)
        return revision


class BasePage(ApprovedWords, AtomicPublishing, Page):
    """A page that the delivery plane knows.

    A page type declares ``schema``, the typed JSON it becomes, and fills it in ``represent_content``. What it shows of
    other objects goes through the render context.
    """

    schema: ClassVar[type[PageSchema]]
    base_form_class = PublishablePageForm
    # "Any logged-in users" hides a page from readers; so would a password or a group, which promise a way to read it.
    private_page_options: ClassVar[list[str]] = ["login"]
    # ``cms.core.search_entries`` does it.
    search_auto_update = False

    class Meta:
        abstract = True

    @classmethod
    def type_name(cls) -> str:
        """The name in ``meta.type`` and in the ``type`` filter, such as ``medications.DrugPage``."""
        return f"{cls._meta.app_label}.{cls.__name__}"

    # What readers get

    def represent(self, context: RenderContext) -> dict[str, Any]:
        """The page as JSON in the shape of ``schema``."""
        context.page = self
        return {
            "id": self.pk,
            "type": self.type_name(),
            "meta": self._represent_meta(context),
            "title": self.title,
            "path": context.path_of(self),
            "breadcrumbs": [
                {"title": page.title, "path": context.path_of(page)} for page in context.trail(self)
            ],
            **self.represent_content(context),
            "json_ld": self.represent_json_ld(context),
        }

    def represent_content(self, context: RenderContext) -> dict[str, Any]:
        """The fields that ``schema`` adds to ``PageSchema``."""
        raise NotImplementedError

    def represent_json_ld(self, context: RenderContext) -> dict[str, Any]:
        """The page in schema.org's vocabulary."""
        return {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": self.title,
            "url": context.html_url_of(self),
        }

    def represent_card(self, context: RenderContext) -> dict[str, Any]:
        """A ``PageCard``."""
        return {
            "id": self.pk,
            "type": self.type_name(),
            "path": context.path_of(self),
            "title": self.title,
            "excerpt": self.search_description,
            "date": self.first_published_at,
            "category": None,
            "image": None,
        }

    def search_names(self, context: RenderContext) -> list[str]:
        """Names readers find the page by, beside its own words: of what it is about, misspellings too."""
        return []

    def card_keys(self) -> set[Key]:
        """The registered objects and images its card shows, so that a list can load them in one go."""
        return set()

    def _represent_meta(self, context: RenderContext) -> dict[str, Any]:
        parent = self.get_parent()
        return {
            "type": self.type_name(),
            "detail_url": context.detail_url_of(self.pk),
            "html_url": context.html_url_of(self),
            "slug": self.slug,
            "show_in_menus": self.show_in_menus,
            "seo_title": self.seo_title,
            "search_description": self.search_description,
            "first_published_at": self.first_published_at,
            "last_published_at": self.last_published_at,
            "alias_of": context.page_reference(self.alias_of_id),
            "parent": context.page_reference(parent.pk if parent is not None else None),
            "locale": self.locale.language_code,
        }

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """The page's site, that site's address and the path there; None for a page outside every site.

        Stock Wagtail asks its own page-serving view, which a headless site has not: then slugs would change without
        leaving a redirect, and the admin could not link to the page.
        """
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        roots = {root.site_id: root for root in self._get_relevant_site_root_paths(request)}
        root = roots[parts[0]]
        return root.site_id, root.root_url, "/" + self.url_path[len(root.root_path) :]

    # What it belongs to

    def listing_keys(self) -> set[Key]:
        """The automatic lists this page is in, such as ``topic:5``; publishing it re-renders who watches them."""
        parent = self.get_parent()
        return {children_key(parent.pk)} if parent is not None else set()

    # What stops a publish

    def publish_problems(self) -> Iterator[Problem]:
        """What must be mended before readers see this page, beyond what its fields and blocks check themselves."""
        yield from ()

    # For editors

    def get_lock(self) -> BaseLock | None:
        """What keeps editors from changing the page. A schedule does until its time has come.

        What is still scheduled then could not go out, and somebody has to mend it. Publishing the mended page takes the
        schedule's place; a draft of it leaves the schedule as it is.
        """
        lock = super().get_lock()
        if not isinstance(lock, ScheduledForPublishLock):
            return lock
        if self.scheduled_revision.approved_go_live_at > timezone.now():
            return LockBySchedule(self)
        return next(locks_beside_schedule(self), None)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms.core.preview import preview_response

        return preview_response(self, request, now=timezone.now())

    # Copies that follow it

    def update_aliases(self, *args: Any, **kwargs: Any) -> None:
        """Bring the aliases in line with the page; Wagtail asks for it when a page is scheduled, too."""
        if self.live:
            super().update_aliases(*args, **kwargs)

    @transaction.atomic
    def create_alias(self, *args: Any, **kwargs: Any) -> Any:
        alias = super().create_alias(*args, **kwargs)
        announce_aliases(alias)
        return alias

    # All or nothing

    @transaction.atomic
    def move(self, *args: Any, **kwargs: Any) -> Any:
        lock_pages(with_descendants([self]))
        return super().move(*args, **kwargs)

    @transaction.atomic
    def copy(self, *args: Any, **kwargs: Any) -> Any:
        return super().copy(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        lock_pages(with_descendants([self]))
        return super().delete(*args, **kwargs)
