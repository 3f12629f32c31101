"""Reading editions. Visibility is always asked of the live tables, in the same query."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from wagtail.models import Page, Site

from cms.core import references
from cms.core.keys import Key
from cms.core.reading import read
from cms.core.visibility import public_documents, public_images, public_pages
from cms.editions.models import Edition, EditionKey, Role

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Staleness(TypedDict):
        stale: bool

    StaleEdition = WithAnnotations[Edition, Staleness]


def current_edition(page_id: int) -> Edition | None:
    """The current edition, whoever may see it; for writing the next one, never for readers."""
    return read(_current_editions, page_id)


def _current_editions(page_ids: Collection[int]) -> dict[int, Edition]:
    """With their keys."""
    editions = Edition.objects.filter(page_id__in=page_ids, valid_to__isnull=True).prefetch_related("keys")
    return {edition.page_id: edition for edition in editions}


def public_editions(*, now: datetime, site: Site) -> QuerySet[StaleEdition]:
    """Current editions of pages that readers of ``site`` may see at ``now``.

    Each row has ``stale``: whether it must be rendered anew before it is sent, because it shows something that is not
    public any more, has stopped being true by itself, or its page stands elsewhere now, with one above it that moved.
    """
    public = public_pages(now=now, site=site).filter(pk=OuterRef("page_id"))
    overdue = Q(true_until__isnull=False, true_until__lte=now)
    place = Concat(Value(site.root_page.url_path.rstrip("/")), "path", output_field=TextField())
    return (
        Edition.objects.filter(Exists(public), valid_to__isnull=True, site=site)
        .alias(place=place)
        .annotate(stale=Exists(_hidden_keys(now=now, site=site)) | overdue | ~Q(page__url_path=F("place")))
        .select_related(None)
    )


def _hidden_keys(*, now: datetime, site: Site) -> QuerySet[EditionKey]:
    """Keys of the outer edition that it shows and that are not public."""
    hidden = Q(pk__in=[])
    for kind, objects in _public(now, site).items():
        # Any kind is at least "". What compares the outer row by more than an equal sign is looked up by number, key by
        # key; else PostgreSQL may read all that is public first, and look it up there.
        same = objects.alias(outer=_text(OuterRef("kind"))).filter(outer__gte="", pk=OuterRef("object_id"))
        hidden |= Q(~Exists(same), kind=kind)
    return EditionKey.objects.filter(hidden, edition=OuterRef("pk"), role=Role.SHOWS)


def keys_of_hidden(*, now: datetime, site: Site) -> Iterator[QuerySet[EditionKey]]:
    """By kind: keys of any editions that show what is not public; each for one pass over all keys of that kind."""
    for kind, objects in _public(now, site).items():
        same = objects.filter(pk=OuterRef("object_id"))
        yield EditionKey.objects.filter(~Exists(same), role=Role.SHOWS, kind=kind)


def _public(now: datetime, site: Site) -> dict[str, QuerySet[Any]]:
    """What readers of ``site`` may see, by kind."""
    return {
        "page": public_pages(now=now, site=site),
        "image": public_images(),
        "document": public_documents(),
        **{kind.name: kind.public(now) for kind in references.all_kinds()},
    }


def _text(outer: OuterRef) -> Combinable:
    """An outer column as text: a bare ``OuterRef`` knows no lookups, so nothing could be asked of it."""
    return ExpressionWrapper(outer, output_field=CharField())


def page_at(path: str, *, site: Site, prefix: str = "") -> dict[str, str]:
    """Lookups for the page that stands at ``path`` (slashes at both ends) on ``site``.

    The slug is asked for beside the path because it is what the database has an index on.
    """
    steps = [step for step in path.split("/") if step]
    slug = steps[-1] if steps else site.root_page.slug
    return {f"{prefix}slug": slug, f"{prefix}url_path": site.root_page.url_path + path.lstrip("/")}


def any_of(keys: Iterable[Key]) -> Q:
    """Keys of editions that are one of ``keys``, in whatever role."""
    wanted = Q(pk__in=[])
    by_kind: dict[str, set[int]] = {}
    for key in keys:
        by_kind.setdefault(key.kind, set()).add(key.object_id)
    for kind, object_ids in by_kind.items():
        wanted |= Q(kind=kind, object_id__in=object_ids)
    return wanted


def dependents(keys: Iterable[Key]) -> Iterator[tuple[int, Key]]:
    """The pages whose current editions show or watch one of ``keys``, each with that key. One query."""
    concerned = EditionKey.objects.filter(any_of(keys), edition__valid_to__isnull=True)
    concerned = concerned.exclude(role=Role.LISTED)
    for page_id, kind, object_id in concerned.values_list("edition__page_id", "kind", "object_id"):
        yield page_id, Key(kind, object_id)


def rendered_often(page_ids: Collection[int], *, times: int, since: datetime) -> dict[int, datetime]:
    """Those of the pages that got so many editions since then, each with when it got the first of them. One query."""
    recent = Edition.objects.filter(page_id__in=page_ids, valid_from__gt=since).order_by()
    counted = recent.values("page_id").annotate(count=Count("pk"), first=Min("valid_from"))
    return {row["page_id"]: row["first"] for row in counted.filter(count__gte=times)}


def lists_of(page_ids: Collection[int]) -> set[Key]:
    """The automatic lists in which these pages stand."""
    listed = EditionKey.objects.filter(
        role=Role.LISTED, edition__page_id__in=page_ids, edition__valid_to__isnull=True
    )
    return {Key(kind, object_id) for kind, object_id in listed.values_list("kind", "object_id").distinct()}


def keys_listed_or_shown(*, listed: Collection[Key], shown: Collection[Key]) -> QuerySet[EditionKey]:
    """The keys of editions that stand in one of the automatic lists ``listed``, or that show one of ``shown``."""
    wanted = Q(pk__in=[])
    for role, keys in ((Role.LISTED, listed), (Role.SHOWS, shown)):
        for key in keys:
            wanted |= Q(role=role, kind=key.kind, object_id=key.object_id)
    return EditionKey.objects.filter(wanted)


def listed_or_shown(*, listed: Collection[Key], shown: Collection[Key]) -> QuerySet[Edition, int]:
    """Ids of the pages that stand in one of the automatic lists ``listed``, or that show one of ``shown``."""
    concerned = keys_listed_or_shown(listed=listed, shown=shown)
    current = Edition.objects.filter(pk__in=concerned.values("edition_id"), valid_to__isnull=True)
    return current.values_list("page_id", flat=True)


def pages_showing(key: Key, *, now: datetime) -> QuerySet[Page]:
    """The pages that readers of any site may see at ``now`` and that show the object."""
    showing = EditionKey.objects.filter(
        role=Role.SHOWS, kind=key.kind, object_id=key.object_id, edition__valid_to__isnull=True
    )
    return public_pages(now=now).filter(pk__in=showing.values("edition__page_id"))


def linked_from(editions: Collection[Edition]) -> tuple[dict[str, int], set[Key]]:
    """What the links in their rich text may lead to: numbers of pages by their path on the site, and the entries that
    can be mentioned. All of it is public, or the editions would be stale. Two queries.
    """
    shown = EditionKey.objects.filter(edition__in=[edition.pk for edition in editions], role=Role.SHOWS)
    keys = {Key(kind, object_id) for kind, object_id in shown.values_list("kind", "object_id").distinct()}
    mentioned = {kind.name for kind in references.all_kinds() if kind.attributes is not None}
    pages = Edition.objects.filter(
        page_id__in=[key.object_id for key in keys if key.kind == "page"],
        site_id__in={edition.site_id for edition in editions},
        valid_to__isnull=True,
    )
    return dict(pages.values_list("path", "page_id")), {key for key in keys if key.kind in mentioned}


def current_page_ids(*, schema_version: int, base_url: str) -> QuerySet[Edition, int]:
    """Ids of pages whose current edition was rendered by this code and for this address of the API."""
    current = Edition.objects.filter(valid_to__isnull=True, schema_version=schema_version, base_url=base_url)
    return current.values_list("page_id", flat=True)
