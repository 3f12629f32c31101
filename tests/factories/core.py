"""What every content app needs: a site, images, a render context."""

from __future__ import annotations

import datetime as dt

import wagtail_factories
from wagtail.models import Collection, Locale, Page, Site, Workflow, WorkflowContentType

from cms.core.rendering.context import RenderContext
from home.services.site import WELCOME_TITLE
from home.services.workflow import WORKFLOW

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


class ImageFactory(wagtail_factories.ImageFactory):
    title = "A tube of cream"


def restore_tree() -> None:
    """Put back what Wagtail's migrations made, where a transactional test before has emptied the database."""
    if Page.objects.exists():
        return
    Locale.objects.get_or_create(language_code="en")
    root = Page.add_root(title="Root", slug="root")
    Collection.add_root(name="Root")
    Site.objects.create(
        hostname="localhost", root_page=root.add_child(title="Home", slug="home"), is_default_site=True
    )


def unmake_site() -> None:
    """Take back what `ensure_site` has made: the default site is again as Wagtail's migrations leave it."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    made = site.root_page
    site.root_page = made.get_parent().add_child(title=WELCOME_TITLE, slug="welcome")
    site.save()
    made.delete()
    WorkflowContentType.objects.all().delete()
    Workflow.objects.filter(name=WORKFLOW).delete()


def render_context(now: dt.datetime | None = None) -> RenderContext:
    """A context for the default site, an instant after everything that the test has published."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    moment = now or dt.datetime.now(dt.UTC)
    return RenderContext(site=site, now=moment, api_base_url="http://testserver")
