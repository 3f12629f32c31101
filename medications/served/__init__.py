"""What the API serves of this app beside its pages: the entries, as frontends list and show them."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Lower

from cms.core.served import Form, Listing
from medications.served import facts
from medications.served.filters import FILTERS
from medications.served.schemas import Entity, ListedEntity


def entities() -> Listing:
    return Listing(
        name="entities",
        kind="entity",
        summary="Medicines, classes of medicines and conditions",
        one="A medicine, a class or a condition",
        listed=Form(ListedEntity, facts.listed),
        whole=Form(Entity, facts.whole),
        orders={"name": Lower("name"), "id": F("pk"), "last_published_at": F("last_published_at")},
        filters=FILTERS,
    )
