"""The state of one rendering: for which site, at which moment, and what was shown on the way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urljoin, urlsplit

from django.db.models import Count, Min, QuerySet
from django.utils.timezone import get_default_timezone
from wagtail.models import Page, Site

from cms.core import references
from cms.core.blocks.references import keys_in
from cms.core.blocks.values import represent_value
from cms.core.image_presets import CONTENT, Preset
from cms.core.keys import Key, image_key, page_key
from cms.core.rendering import images, rich_text
from cms.core.visibility import public_documents, public_images, public_pages

if TYPE_CHECKING:
    from wagtail.blocks.stream_block import StreamValue
    from wagtail.documents.models import AbstractDocument
    from wagtail.images.models import AbstractImage

    from cms.core.models import BasePage

ResultT = TypeVar("ResultT")


class Loaded:
    """What renderings have loaded, shown or not."""

    def __init__(self) -> None:
        self.pages: dict[int, BasePage | None] = {}
        self.objects: dict[Key, Any | None] = {}
        self.images: dict[int, AbstractImage | None] = {}
        self.pictures: dict[int, images.Pictures] = {}
        self.trails: dict[str, list[int]] = {}


_loaded: ContextVar[dict[tuple[int, str], Loaded] | None] = ContextVar("loaded", default=None)


@contextmanager
def loaded_once() -> Iterator[None]:
    """Renderings within the block load what several of them show once, as it was when the first of them asked.

    What changes meanwhile has an event with a later number than the newest when the block began.
    """
    token = _loaded.set({})
    try:
        yield
    finally:
        _loaded.reset(token)


class RenderContext:
    """Passed to everything that turns content into JSON; the only way content may reach another object.

    Each method that shows something public records it in ``shows``; what was looked at, shown or not, is recorded in
    ``watches``, so that a link to a page that is not public yet appears when that page is. What is true for a time
    only, such as a count of pages of which one will expire, says so by ``holds_until``.
    """

    def __init__(self, *, site: Site, now: datetime, api_base_url: str) -> None:
        self.site = site
        self.now = now
        self.api_base_url = api_base_url
        self.shows: set[Key] = set()
        self.watches: set[Key] = set()
        self.true_until: datetime | None = None
        """The first moment at which what was rendered stops being true by itself, with no event; None if never."""
        self.page: BasePage | None = None
        """The page being rendered; None where a block is rendered on its own."""
        self.heading_level = 2
        """The level of the next heading. The page's title has level 1; nesting decides the rest."""
        shared = _loaded.get()
        loaded = Loaded() if shared is None else shared.setdefault((site.pk, api_base_url), Loaded())
        self._pages = loaded.pages
        self._objects = loaded.objects
        self._images = loaded.images
        self._pictures = loaded.pictures
        self._trails = loaded.trails
        self._computed: dict[Hashable, Any] = {}

    @contextmanager
    def below_heading(self) -> Iterator[None]:
        """What is rendered inside has headings one level deeper, down to 6."""
        outer = self.heading_level
        self.heading_level = min(outer + 1, 6)
        try:
            yield
        finally:
            self.heading_level = outer

    def watch(self, key: Key) -> None:
        """Re-render when ``key`` changes; for lists: ``watch(Key("topic", 12))``."""
        self.watches.add(key)

    def show(self, key: Key) -> None:
        """Record ``key`` as shown by a caller who has asked the visibility predicate itself."""
        self.watches.add(key)
        self.shows.add(key)

    def holds_until(self, moment: datetime | None) -> None:
        """Render anew at ``moment``: what was just said is not true from then on. None says nothing."""
        if moment is not None:
            self.true_until = min(moment, self.true_until or moment)

    @property
    def today(self) -> date:
        """The day in the publisher's own time zone, whoever and whatever asks for the rendering."""
        return self.now.astimezone(get_default_timezone()).date()

    def start_of(self, day: date) -> datetime:
        """The first moment of ``day`` in the publisher's own time zone."""
        return datetime.combine(day, time.min, tzinfo=get_default_timezone())

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is rendered inside is not part of the page: nothing of it is recorded."""
        shows, watches, true_until = set(self.shows), set(self.watches), self.true_until
        try:
            yield
        finally:
            self.shows, self.watches, self.true_until = shows, watches, true_until

    def once(self, name: Hashable, compute: Callable[[], ResultT]) -> ResultT:
        """``compute()``, done once per rendering however many parts of the page ask for it by ``name``."""
        if name not in self._computed:
            self._computed[name] = compute()
        return cast("ResultT", self._computed[name])

    def preload(self, keys: Iterable[Key]) -> None:
        """Load what is about to be shown in one query per kind; nothing is recorded as shown yet."""
        by_kind: dict[str, list[int]] = {}
        for key in keys:
            by_kind.setdefault(key.kind, []).append(key.object_id)
        for kind, object_ids in by_kind.items():
            if kind == "page":
                self._load_pages(object_ids)
            elif kind == "image":
                self._load_images(object_ids)
            else:
                self._load_objects(kind, object_ids)

    # Pages

    def public_page(self, page_id: int | None) -> BasePage | None:
        """The specific page if a reader may see it, else None."""
        if page_id is None:
            return None
        return next(iter(self.public_pages_in_order([page_id])), None)

    def public_pages_in_order(self, page_ids: Sequence[int]) -> list[BasePage]:
        """Those of ``page_ids`` that a reader may see, in the order given; one query per page type."""
        self._load_pages(page_ids)
        self.watches.update(page_key(page_id) for page_id in page_ids)
        pages = [page for page_id in page_ids if (page := self._pages[page_id]) is not None]
        self.shows.update(page_key(page.pk) for page in pages)
        return pages

    def count(self, pages: QuerySet[Page]) -> int:
        """How many of ``pages`` there are, all of them public; the count holds until the first of them expires."""
        found = pages.aggregate(total=Count("pk", distinct=True), first_expiry=Min("expire_at"))
        self.holds_until(found["first_expiry"])
        return cast("int", found["total"])

    def _load_pages(self, page_ids: Sequence[int]) -> None:
        unknown = {page_id for page_id in page_ids if page_id not in self._pages}
        if unknown:
            found = public_pages(now=self.now, site=self.site).filter(pk__in=unknown).specific()
            self._pages.update(dict.fromkeys(unknown))
            self._pages.update({page.pk: page for page in found})

    def path_of(self, page: Page) -> str:
        """The page's path on this site, with slashes at both ends."""
        return self.path_at(page.url_path)

    def path_at(self, url_path: str) -> str:
        """The path on this site of a page whose place in the tree is ``url_path``."""
        return "/" + url_path[len(self.site.root_page.url_path) :]

    def html_url_of(self, page: Page) -> str:
        return self.site.root_url + self.path_of(page)

    def detail_url_of(self, page_id: int) -> str:
        return f"{self.api_base_url}/api/v2/pages/{page_id}/"

    def page_reference(self, page_id: int | None) -> dict[str, Any] | None:
        """A ``PageReference``, or None where a reader may not see the page."""
        page = self.public_page(page_id)
        if page is None:
            return None
        meta = {
            "type": page.type_name(),
            "detail_url": self.detail_url_of(page.pk),
            "html_url": self.html_url_of(page),
        }
        return {"id": page.pk, "meta": meta, "title": page.title, "path": self.path_of(page)}

    def trail(self, page: Page) -> list[BasePage]:
        """The pages above ``page`` that a reader may see, from the site's front page to its parent."""
        # Pages below the same page have the same.
        parent = page.path[: -page.steplen]
        if parent not in self._trails:
            above = page.get_ancestors().filter(path__startswith=self.site.root_page.path).order_by("path")
            self._trails[parent] = list(above.values_list("pk", flat=True))
        return self.public_pages_in_order(self._trails[parent])

    def cards(self, page_ids: Iterable[int]) -> list[dict[str, Any]]:
        """``PageCard`` for each page a reader may see, in the order given; a constant number of queries per type."""
        pages = self.public_pages_in_order(list(page_ids))
        self.preload({key for page in pages for key in page.card_keys()})
        return [page.represent_card(self) for page in pages]

    def card(self, page_id: int | None) -> dict[str, Any] | None:
        return next(iter(self.cards([page_id])), None) if page_id is not None else None

    # Other objects

    def reference(self, kind: str, object_id: int | None) -> dict[str, Any] | None:
        """An object of a registered kind as JSON, or None where a reader may not see it."""
        found = self.public_object(kind, object_id)
        return references.get(kind).represent(found, self) if found is not None else None

    def references(self, kind: str, object_ids: Sequence[int]) -> list[dict[str, Any]]:
        """Those of ``object_ids`` that a reader may see as JSON, in the order given; one query for all of them."""
        represent = references.get(kind).represent
        return [represent(found, self) for found in self.public_objects_in_order(kind, object_ids)]

    def public_object(self, kind: str, object_id: int | None) -> Any | None:
        """The object of a registered kind if a reader may see it, else None."""
        if object_id is None:
            return None
        return next(iter(self.public_objects_in_order(kind, [object_id])), None)

    def public_objects_in_order(self, kind: str, object_ids: Sequence[int]) -> list[Any]:
        """Those of ``object_ids`` that a reader may see, in the order given; one query for all of them."""
        self._load_objects(kind, object_ids)
        keys = [Key(kind, object_id) for object_id in object_ids]
        self.watches.update(keys)
        public = [key for key in keys if self._objects[key] is not None]
        self.shows.update(public)
        return [self._objects[key] for key in public]

    def _load_objects(self, kind: str, object_ids: Iterable[int]) -> None:
        unknown = {object_id for object_id in object_ids if Key(kind, object_id) not in self._objects}
        if not unknown:
            return
        registered = references.get(kind)
        found = list(registered.public(self.now).filter(pk__in=unknown))
        self._objects.update({Key(kind, object_id): None for object_id in unknown})
        self._objects.update({Key(kind, instance.pk): instance for instance in found})
        if registered.prepare is not None:
            registered.prepare(found, self)

    def image(
        self, image: AbstractImage | None, *, alt: str | None = None, preset: Preset = CONTENT
    ) -> dict[str, Any] | None:
        """An ``ImageValue``, or None where there is no image or it lies in a private collection.

        ``alt``: the text alternative in this place; the image's own description where None.
        """
        return self.image_of_id(image.pk, alt=alt, preset=preset) if image is not None else None

    def image_of_id(
        self, image_id: int | None, *, alt: str | None = None, preset: Preset = CONTENT
    ) -> dict[str, Any] | None:
        """As :meth:`image`, for an image that need not be loaded yet."""
        if image_id is None:
            return None
        self._load_images([image_id])
        self.watches.add(image_key(image_id))
        image = self._images[image_id]
        if image is None:
            return None
        self.shows.add(image_key(image_id))
        pictures = self._pictures.get(image_id, {})
        return images.represent_image(image, pictures, preset=preset, alt=alt, absolute=self.absolute)

    def _load_images(self, image_ids: Iterable[int]) -> None:
        unknown = {image_id for image_id in image_ids if image_id not in self._images}
        if unknown:
            found = list(public_images().filter(pk__in=unknown))
            self._images.update(dict.fromkeys(unknown))
            self._images.update({image.pk: image for image in found})
            self._pictures.update(images.pictures_of(found))

    def document(self, document: AbstractDocument | None) -> dict[str, Any] | None:
        """A ``DocumentValue``, or None where there is none or it lies in a private collection."""
        if document is None or not self.document_is_public(document.pk):
            return None
        return {
            "id": document.pk,
            "title": document.title,
            # Wagtail names the site in it where files are served by a view; files come from this service's own host.
            "url": self.absolute(urlsplit(document.url).path),
            "file_extension": document.file_extension,
            "file_size": document.get_file_size(),
        }

    def absolute(self, url: str) -> str:
        """An address of a file as frontends on other hosts need it; one that names its host stays as it is."""
        return urljoin(f"{self.api_base_url}/", url)

    def document_is_public(self, document_id: int) -> bool:
        """Whether a reader may have the document; records it as shown if so."""
        key = Key("document", document_id)
        self.watches.add(key)
        if not public_documents().filter(pk=document_id).exists():
            return False
        self.shows.add(key)
        return True

    def stream(self, value: StreamValue) -> list[dict[str, Any]]:
        """The blocks of a StreamField as JSON; whatever they show is loaded in one query per kind."""
        self.preload(keys_in(value))
        return represent_value(value.stream_block, value, self)

    def rich_text(self, source: str) -> str:
        """Wagtail's internal rich text as HTML that is ready to show: links resolved, sanitised."""
        return rich_text.to_html(source, self)
