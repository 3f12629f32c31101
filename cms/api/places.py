"""What a reader finds at a path where no page answers at once: where it went, that it is gone, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from django.db.models import Case, Exists, F, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.http import Http404
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from cms.api.redirect_targets import public_redirects
from cms.api.selectors import Moment, listed_pages
from cms.editions import freshness
from cms.editions.selectors import page_at
from cms.events.models import Event, EventKind, Sequence
from cms.events.services import EVENT_SEQUENCE

WITHDRAWN = frozenset({EventKind.PAGE_UNPUBLISHED, EventKind.PAGE_EXPIRED, EventKind.PAGE_DELETED})


@dataclass(frozen=True)
class Place:
    """``page_id``: a public page with no edition yet. ``redirect``: ``to`` and ``status``. All three may be empty."""

    page_id: int | None
    redirect: dict[str, Any] | None
    withdrawn: bool
    moment: Moment


def normalise(text: str) -> str:
    """``text`` as a site path: percent-decoded, without query, one slash between steps and at both ends.

    Raises ``Http404`` for what can be no path.
    """
    path = text.partition("?")[0].partition("#")[0]
    try:
        # The query string was decoded once; a client that encodes the path itself comes encoded twice.
        path = unquote(path, errors="strict")
    except UnicodeDecodeError as error:
        raise Http404 from error
    if "\x00" in path:
        raise Http404
    steps = [step for step in path.strip().split("/") if step]
    return "/" + "".join(f"{step}/" for step in steps)


def old_paths(text: str) -> list[str]:
    """The ``old_path`` of redirects from ``text``, the nearest first: with its query before without.

    Addresses come percent-encoded or decoded, and editors paste them in either form.
    """
    asked = "/" + text.strip().lstrip("/")
    decoded = [unquote(form) for form in (asked, asked.partition("?")[0])]
    forms = [*decoded, *(quote(form, safe="/?=&+") for form in decoded)]
    nearest_first = sorted(forms, key=lambda form: "?" not in form)
    normalised = (Redirect.normalise_path(form) for form in nearest_first if "\x00" not in form)
    return list(dict.fromkeys([*normalised, Redirect.normalise_path(normalise(text))]))


def what_stands_at(text: str, *, site: Site, now: datetime) -> Place:
    """Everything there is to know of a path with no edition, in one query on the row of its site.

    ``text`` as it was asked for. Raises ``Http404`` for what can be no path.
    """
    path = normalise(text)
    scheduled = freshness.next_scheduled_change(now)
    row = (
        Site.objects.filter(pk=site.pk)
        .order_by()
        .annotate(
            page_here=Subquery(
                listed_pages(now=now, site=site).filter(**page_at(path, site=site)).values("pk")[:1]
            ),
            redirect_here=Subquery(_redirect_from(text, site=site, now=now)),
            last_event=Subquery(_last_event_at(path, site=site)),
            run_out=Exists(Page.objects.filter(**page_at(path, site=site), live=True, expire_at__lte=now)),
            private=Exists(_restrictions_above(path, site=site)),
            sequence=Subquery(Sequence.objects.filter(name=EVENT_SEQUENCE).values("value")[:1]),
            **scheduled,
        )
        .values("page_here", "redirect_here", "last_event", "run_out", "private", "sequence", *scheduled)
        .get()
    )
    moments = [row[name] for name in scheduled if row[name] is not None]
    return Place(
        page_id=row["page_here"],
        redirect=row["redirect_here"],
        withdrawn=not row["private"] and (row["run_out"] or row["last_event"] in WITHDRAWN),
        moment=Moment(row["sequence"] or 0, min(moments, default=None)),
    )


def _redirect_from(text: str, *, site: Site, now: datetime) -> Any:
    """The redirect that a reader of ``text`` follows."""
    path = normalise(text)
    here = [path, path.rstrip("/")]
    leading = nearest_redirects(public_redirects(now=now, site=site), text)
    return (
        leading.exclude(location__in=[*here, *(site.root_url + address for address in here)])
        .annotate(found=JSONObject(to=F("location"), permanent=F("is_permanent")))
        .values("found")[:1]
    )


def nearest_redirects(redirects: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Those of ``redirects`` that lead away from ``text``, the nearest first; one for this site before one for all."""
    sources = old_paths(text)
    distance = Case(*(When(old_path=source, then=place) for place, source in enumerate(sources)))
    return redirects.filter(old_path__in=sources).order_by(distance, F("site").desc(nulls_last=True))


def _last_event_at(path: str, *, site: Site) -> Any:
    """Of a page that readers knew of: what was private when it happened stays unsaid."""
    events = Event.objects.filter(site_id=site.pk, path=path, object_kind="page")
    known = events.exclude(kind=EventKind.ACCESS_CHANGED).exclude(data__private=True)
    return known.order_by("-sequence").values("kind")[:1]


def _restrictions_above(path: str, *, site: Site) -> Any:
    """What is private now must not be known to have been there; the path says where it stood, also when deleted."""
    asked = Value(site.root_page.url_path + path.lstrip("/"))
    restrictions = PageViewRestriction.objects.annotate(asked=asked)
    return restrictions.filter(Q(asked__startswith=F("page__url_path")))
