"""Ways in which a page is taken from its readers."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction


def unpublish(page: Page) -> None:
    page.specific.unpublish()


def take_offline_in_a_console(page: Page) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [False, page.pk])


def expire(page: Page) -> None:
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def restrict_the_section(page: Page) -> None:
    restrict(page.get_parent())


def delete(page: Page) -> None:
    page.specific.delete()
