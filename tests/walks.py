"""A random walk over a site: what editors, clocks and workers do to it, step by step, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from cms.core.models import BasePage
from cms.core.moment import database_now
from cms.publishing.runner import run_due
from home.models import HomePage, StandardPage
from medications.models import DrugPage, RelatedPin
from tests.background import catch_up
from tests.factories import medications as make
from tests.scheduling import home_page

DEEPEST = 6


@dataclass
class Walk:
    """``trail``: what was done, in words, for whoever has to find out why a walk went wrong."""

    seed: int
    trail: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)
        self._number = 0
        self.home = home_page()
        for _ in range(6):
            self.publish_new()
        for _ in range(2):
            self.publish_drug()

    def step(self) -> None:
        """One of all that may happen."""
        weights = [weight for _, weight in STEPS]
        (chosen,) = self._random.choices([step for step, _ in STEPS], weights)
        self.trail.append(chosen.__name__)
        chosen(self)

    # What editors do

    def publish_new(self) -> None:
        self._publish(self._new(self._somewhere()))

    def draft_new(self) -> None:
        self._new(self._somewhere()).save_revision()

    def publish_drug(self) -> None:
        self._publish(make.DrugPageFactory(title=self._name("Drug"), slug=self._name("drug")))

    def publish_again(self) -> None:
        page = self._any()
        if page is not None:
            page.title = self._name("Title")
            page.expire_at = None
            self._publish(page)

    def write_a_draft(self) -> None:
        page = self._any()
        if page is not None:
            page.title = self._name("Draft")
            page.save_revision()

    def rename(self) -> None:
        page = self._any()
        if page is not None:
            page.slug = self._name("renamed")
            self._publish(page)

    def rename_a_draft(self) -> None:
        """What stands below a page that is not live has another address at once."""
        page = self._any(live=False)
        if page is not None:
            page.slug = self._name("renamed")
            page.save(clean=False)

    def point_at_another(self) -> None:
        page, target = self._any(live=True), self._any()
        if page is not None and target is not None and page.pk != target.pk:
            RelatedPin.objects.get_or_create(page=Page.objects.get(pk=page.pk), target_id=target.pk)
            self._publish(self._fresh(page.pk))

    def unpublish(self) -> None:
        page = self._any(live=True)
        if page is not None:
            page.unpublish()

    def move(self) -> None:
        page, target = self._any(), self._somewhere()
        if page is None or isinstance(page, DrugPage) or target.path.startswith(page.path):
            return
        if target.pk == page.get_parent().pk or target.depth + _height(page) > DEEPEST:
            return
        self._note(f"{page.pk} below {target.pk}")
        page.move(target, pos="last-child")

    def delete(self) -> None:
        page = self._any()
        if page is not None:
            page.delete()

    def make_private(self) -> None:
        page = self._any()
        if page is not None and not PageViewRestriction.objects.filter(page_id=page.pk).exists():
            row = Page.objects.get(pk=page.pk)
            PageViewRestriction.objects.create(page=row, restriction_type=PageViewRestriction.LOGIN)

    def open_up(self) -> None:
        restrictions = list(PageViewRestriction.objects.order_by("pk"))
        if restrictions:
            self._random.choice(restrictions).delete()

    def make_an_alias(self) -> None:
        page, target = self._any(live=True), self._somewhere()
        if page is not None and not isinstance(page, DrugPage) and not target.path.startswith(page.path):
            page.create_alias(parent=target, update_slug=self._name("alias"))

    def rename_a_medicine(self) -> None:
        drug = DrugPage.objects.order_by("pk").first()
        if drug is not None and drug.medicine is not None:
            drug.medicine.name = self._name("Medicine")
            drug.medicine.save()

    def make_a_site_within(self) -> None:
        page = self._any(live=True)
        if page is not None and Site.objects.count() < 3:
            number = self._next()
            Site.objects.create(hostname=f"s{number}.example", root_page_id=page.pk, site_name="Within")
            catch_up()  # of sites, the feed says nothing until the pages are rendered anew

    def unmake_a_site(self) -> None:
        sites = list(Site.objects.filter(is_default_site=False).order_by("pk"))
        if sites:
            self._random.choice(sites).delete()
            catch_up()

    # What clocks and workers do

    def run_out(self) -> None:
        """The time of a page is up, and nobody has noticed."""
        page = self._any(live=True)
        if page is not None:
            Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

    def set_an_end(self) -> None:
        page = self._any(live=True)
        if page is not None:
            page.expire_at = timezone.now() + timedelta(hours=1)
            self._publish(page)

    def work(self) -> None:
        run_due(now=database_now())

    def render(self) -> None:
        catch_up()

    # How they do it

    def _new(self, parent: Page) -> Any:
        instance = StandardPage(
            title=self._name("Page"),
            slug=self._name("page"),
            live=False,
            body=[("paragraph", "<p>Words.</p>")],
        )
        return parent.add_child(instance=instance)

    def _publish(self, page: Any) -> None:
        page.save_revision(clean=False).publish()

    def _somewhere(self) -> Any:
        """A page below which another may stand."""
        pages = StandardPage.objects.filter(depth__lt=DEEPEST, alias_of=None).order_by("pk")
        chosen = self._random.choice([None, *pages.values_list("pk", flat=True)])
        self._note(f"at {chosen}")
        return HomePage.objects.get(pk=self.home.pk) if chosen is None else self._fresh(chosen)

    def _any(self, *, live: bool | None = None) -> Any:
        """A page, but the front page, those that lists stand below, and what is only an alias."""
        pages = Page.objects.type(StandardPage, DrugPage).filter(alias_of=None)
        pages = pages if live is None else pages.filter(live=live)
        pks = list(pages.order_by("pk").values_list("pk", flat=True))
        chosen = self._random.choice(pks) if pks else None
        self._note(f"{chosen}")
        return self._fresh(chosen) if chosen is not None else None

    def _fresh(self, page_id: int) -> Any:
        page = Page.objects.get(pk=page_id).specific
        assert isinstance(page, BasePage)
        return page

    def _name(self, kind: str) -> str:
        return f"{kind}-{self._next()}"

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _note(self, what: str) -> None:
        if self.trail:
            self.trail[-1] += f" {what}"


def _height(page: Page) -> int:
    deepest = page.get_descendants(inclusive=True).order_by("-depth").first()
    return (deepest.depth if deepest is not None else page.depth) - page.depth + 1


STEPS: list[tuple[Callable[[Walk], None], int]] = [
    (Walk.publish_new, 8),
    (Walk.draft_new, 3),
    (Walk.publish_drug, 2),
    (Walk.publish_again, 10),
    (Walk.write_a_draft, 3),
    (Walk.rename, 6),
    (Walk.rename_a_draft, 3),
    (Walk.point_at_another, 5),
    (Walk.unpublish, 6),
    (Walk.move, 8),
    (Walk.delete, 2),
    (Walk.make_private, 6),
    (Walk.open_up, 6),
    (Walk.make_an_alias, 2),
    (Walk.rename_a_medicine, 3),
    (Walk.make_a_site_within, 1),
    (Walk.unmake_a_site, 2),
    (Walk.run_out, 4),
    (Walk.set_an_end, 2),
    (Walk.work, 4),
    (Walk.render, 6),
]
