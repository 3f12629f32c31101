"""Redirects that readers may follow: none leads to, or tells the path of, something that is not public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Lower, Replace, Substr
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.core.visibility import public_pages


def public_redirects(*, now: datetime, site: Site) -> QuerySet[Any]:
    """Redirects of ``site``, or of every site, with their ``location``: a path on the site, or an address elsewhere."""
    of_site = Redirect.objects.filter(Q(site=site) | Q(site__isnull=True))
    to_page = Exists(public_pages(now=now, site=site).filter(pk=OuterRef("redirect_page")))
    to_link = Q(redirect_page__isnull=True) & ~Q(redirect_link="")
    location = Case(
        When(redirect_page__isnull=False, then=_site_path("redirect_page__url_path", site)),
        default=F("redirect_link"),
        output_field=CharField(),
    )
    return of_site.annotate(
        location=location,
        local_link=_local_link(site),
    ).filter(to_page | (to_link & ~Exists(_hidden_pages_linked(now=now, site=site))))


def _local_link(site: Site) -> Any:
    """The path, in lower case, where an editor wrote the address of a page of the site by hand, however spelt."""
    link: Any = Lower("redirect_link")
    host = site.hostname.lower()
    for port in (f":{site.port}", ""):
        for scheme in ("http:", "https:", ""):
            link = Replace(link, Value(f"{scheme}//{host}{port}/"), Value("/"))
    return link


def _hidden_pages_linked(*, now: datetime, site: Site) -> QuerySet[Any]:
    """Pages that are not public and that the outer redirect's link leads to."""
    public = public_pages(now=now, site=site).filter(pk=OuterRef("pk"))
    # As text: a bare OuterRef knows no lookups.
    link = ExpressionWrapper(OuterRef("local_link"), output_field=CharField())
    return (
        Page.objects.filter(~Exists(public), path__startswith=site.root_page.path)
        .annotate(own=Lower(_site_path("url_path", site)), link=link)
        .filter(
            Q(link=F("own"))
            | Q(own=Concat("link", Value("/")))
            | Q(link__startswith=Concat("own", Value("?")))
            | Q(link__startswith=Concat("own", Value("#")))
        )
    )


def _site_path(column: str, site: Site) -> Any:
    root = len(site.root_page.url_path)
    return Concat(Value("/"), Substr(column, root + 1), output_field=CharField())
