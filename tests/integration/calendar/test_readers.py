"""What readers and caches are told keeps up with an expiry that was moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from cms.calendar import services
from cms.calendar.selectors import expiry_of
from cms.editions.models import Edition
from home.services import ensure_site
from medications.models import PageTopic, TopicHubPage
from tests.background import catch_up
from tests.editions import said
from tests.factories import medications as make

pytestmark = pytest.mark.django_db

SOON = datetime.now(UTC) + timedelta(days=2)
SOONER = SOON - timedelta(days=1)


def counts_until(hub: TopicHubPage) -> datetime | None:
    return Edition.objects.get(page_id=hub.pk, valid_to=None).true_until


def test_a_hub_that_only_counts_a_page_learns_when_it_expires_now(boss: User) -> None:
    ensure_site()
    subject = make.MedicineClassFactory()
    for number in range(2):
        make.publish(make.HowToGuidePageFactory(title=f"Guide {number}", topics=[subject]))
    hub = make.publish(make.TopicHubPageFactory(subject=subject, gather_limit=1))
    (shown,) = said(hub)["collection"]["cards"]
    counted = PageTopic.objects.exclude(page_id=shown["id"]).get(entity=subject).page.specific
    counted.expire_at = SOON
    make.publish(counted)
    catch_up()
    assert counts_until(hub) == SOON

    found = expiry_of(counted.get_base_content_type().pk, str(counted.pk))
    assert found is not None
    services.move(place=found.place, was=SOON, to=SOONER, user=boss, now=datetime.now(UTC))
    catch_up()

    assert counts_until(hub) == SOONER
