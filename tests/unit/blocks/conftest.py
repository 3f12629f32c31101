"""What a block needs around it to become JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from cms.core.rendering.context import RenderContext
from tests.factories.medications import MedicineFactory, SourceFactory

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def context(db: None) -> RenderContext:
    site = Site.objects.get(is_default_site=True)
    return RenderContext(site=site, now=NOW, api_base_url="http://testserver")


@pytest.fixture
def library(db: None) -> dict[str, Any]:
    """One of each thing that blocks choose."""
    image = get_image_model().objects.create(title="Cream", file=get_test_image_file(size=(640, 480)))
    document = get_document_model().objects.create(
        title="Leaflet", file=ContentFile(b"words", name="leaflet.txt")
    )
    entity = MedicineFactory(name="Pimecrolimus")
    source = SourceFactory(title="Elidel label")
    return {"image": image, "document": document, "entity": entity, "source": source}
