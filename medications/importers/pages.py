"""Writing imported pages through Wagtail's own way: add, save a revision, publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils.text import slugify
from wagtail.models import Page, Site

from medications.importers.indexing import SearchQueue, index_references
from medications.importers.outcomes import ImportProblem
from medications.importers.relations_seed import assigned_children, without_other_children
from medications.importers.states import PageState
from medications.models import Category, ContentPage, PageSource, PageTopic


@dataclass(frozen=True)
class PageContent:
    """A record as a page. ``fields``: attributes of the page type, streams in their stored form.

    ``slug`` is wished for, not promised. ``topics``: entry ids with their weight. ``sources``: ids of sources.
    """

    title: str
    slug: str
    fields: dict[str, Any]
    topics: Sequence[tuple[int, str]] = ()
    sources: Sequence[int] = ()


def index_page(model: type[Page]) -> Page:
    """The index page of that type on the default site; raises ``ImportProblem`` where the site has none."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    found = model.objects.descendant_of(site.root_page).first() if site is not None else None
    if found is None:
        raise ImportProblem(
            f"the default site has no {model._meta.verbose_name}: run `manage.py ensure_site` first"
        )
    return found


class PageWriter:
    """Creates, updates and publishes pages of one type below one index page."""

    def __init__(
        self, model: type[ContentPage], parent: Page, *, user: AbstractUser, search: SearchQueue
    ) -> None:
        self._search = search
        self._model = model
        self._parent_id = parent.pk
        self._parent_class = type(parent)
        self._user = user
        self._slugs = set(parent.get_children().values_list("slug", flat=True))
        self._categories: dict[str, int] = {}

    def forget(self) -> None:
        """A transaction was rolled back."""
        self._categories.clear()

    def create(self, content: PageContent, *, publish: bool) -> int:
        """Add a page; returns its id. Raises ``PublishRefused`` or ``ValidationError``, and then wrote nothing."""
        # Read anew: an editor may have added a page below it since.
        parent = self._parent_class._default_manager.get(pk=self._parent_id)
        slug = self._free_slug(content.slug)
        page = self._model(title=content.title, slug=slug, live=False, has_unpublished_changes=True)
        _fill(page, content)
        assigned = assigned_children(page)
        parent.add_child(instance=page)
        without_other_children(page, assigned)
        self._save_revision(page, publish=publish)
        self._slugs.add(slug)
        return int(page.pk)

    def update(self, state: PageState, content: PageContent, *, publish: bool) -> None:
        """Save the record as the page's newest revision. The slug and all that the record does not say stay."""
        page = self._model._default_manager.get(pk=state.page_id).get_latest_revision_as_object()
        page.title = content.title
        _fill(page, content)
        self._save_revision(page, publish=publish)

    def publish(self, state: PageState) -> None:
        """Publish the latest revision as it is."""
        revision = self._model._default_manager.get(pk=state.page_id).get_latest_revision()
        revision.publish(user=self._user, skip_permission_checks=True)
        self._index(state.page_id)

    def category(self, name: str) -> int:
        """The id of the category of that name, made if missing."""
        if name not in self._categories:
            found = Category.objects.filter(name__iexact=name).first()
            found = found or Category.objects.create(name=name, slug=_category_slug(name))
            self._categories[name] = found.pk
        return self._categories[name]

    def _save_revision(self, page: ContentPage, *, publish: bool) -> None:
        # What goes live is checked as a whole when it does; a draft is checked here.
        revision = page.save_revision(user=self._user, log_action=not publish, clean=not publish)
        if publish:
            revision.publish(user=self._user, skip_permission_checks=True)
        self._index(page.pk)

    def _index(self, page_id: int) -> None:
        index_references(self._model._default_manager.get(pk=page_id))
        self._search.add(self._model, page_id)

    def _free_slug(self, wish: str) -> str:
        base = slugify(wish)[:200] or "page"
        slug, number = base, 1
        while slug in self._slugs:
            number += 1
            slug = f"{base}-{number}"
        return slug


def _fill(page: Any, content: PageContent) -> None:
    for name, value in content.fields.items():
        setattr(page, name, value)
    page.page_topics = [
        PageTopic(entity_id=pk, weight=weight, sort_order=place)
        for place, (pk, weight) in enumerate(content.topics)
    ]
    page.page_sources = [
        PageSource(source_id=pk, sort_order=place) for place, pk in enumerate(content.sources)
    ]


def _category_slug(name: str) -> str:
    slug = slugify(name)[:90] or "category"
    return f"{slug}-2" if Category.objects.filter(slug=slug).exists() else slug
