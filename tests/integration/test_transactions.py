"""What an editor asks for is done whole or not at all; who only looks holds up nobody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import Collection

from config.transactions import all_or_nothing
from tests.scheduling import a_live_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("method", "atomic"), [("get", False), ("head", False), ("options", False), ("post", True), ("put", True)]
)
def test_only_what_may_write_is_a_transaction(method: str, atomic: bool) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(connection.in_atomic_block))

    request = getattr(RequestFactory(), method)("/")
    answer = all_or_nothing(view)(request)
    assert isinstance(answer, HttpResponse)
    assert answer.content == str(atomic).encode()


def test_a_view_that_fails_leaves_nothing_behind() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Collection.add_root(name="Half done")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        all_or_nothing(view)(RequestFactory().post("/"))
    assert not Collection.objects.filter(name="Half done").exists()


def test_every_view_of_the_admin_is_wrapped(admin_client: Client) -> None:
    """A publish whose rendering fails leaves the page as it was, though no test case is around it here."""
    page = a_live_page("As it was")
    page.policy_kind = "nonsense"
    page.title = "Half done"
    page.save_revision(clean=False)
    response = admin_client.post(
        f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/",
    )
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.title == "As it was"
