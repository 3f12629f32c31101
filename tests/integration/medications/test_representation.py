"""Every page type becomes JSON in the shape it declares."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from cms.core.models import BasePage
from home.services import ensure_site
from tests.factories import medications as make
from tests.factories.core import render_context
from tests.factories.home import StandardPageFactory

pytestmark = pytest.mark.django_db

FACTORIES = [
    make.TopicHubPageFactory,
    make.DrugPageFactory,
    make.HowToGuidePageFactory,
    make.ArticlePageFactory,
    StandardPageFactory,
]


def representation(page: BasePage) -> dict[str, Any]:
    represented = page.represent(render_context())
    page.schema.model_validate(represented)
    return represented


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_page_becomes_json_in_the_shape_it_declares(factory: Any) -> None:
    page = factory()
    represented = representation(page)
    assert represented["title"] == page.title
    assert represented["type"] == page.type_name()


def test_the_first_pages_of_a_site_become_json_in_the_shape_they_declare() -> None:
    home = ensure_site()
    pages = Page.objects.descendant_of(home, inclusive=True).specific()
    assert {representation(page)["type"] for page in pages} == {
        "home.HomePage",
        "medications.TopicIndexPage",
        "medications.MedicationIndexPage",
        "medications.GuideIndexPage",
        "medications.ArticleIndexPage",
    }
