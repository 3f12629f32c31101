"""What editions say, and what readers get of them."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from cms.core.models import BasePage
from cms.editions.models import Edition
from tests.api.reading import get


def said(page: BasePage) -> dict[str, Any]:
    """The stored edition of the page, as JSON."""
    found: dict[str, Any] = json.loads(Edition.objects.get(page_id=page.pk, valid_to=None).content)
    return found


def read(client: Client, page: BasePage) -> Any:
    response = get(client, f"/pages/{page.pk}/")
    assert response.status_code == 200, response.content
    return response.json()
