"""The real corpora, where they lie: all records become pages, and a second run changes nothing."""

from pathlib import Path

import pytest
from wagtail.models import Revision

from cms.editions.models import Edition
from cms.events.models import Event
from medications.models import DrugPage, TopicHubPage
from tests.integration.importers.conftest import run
from tests.unit.importers.conftest import corpora  # noqa: F401 - a fixture

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("site")]


def test_all_topics_and_labels_are_published_and_a_second_run_changes_nothing(corpora: Path) -> None:  # noqa: F811
    for command, pattern, model in (
        ("import_medlineplus", "mplus_topics*.xml*", TopicHubPage),
        ("import_drug_labels", "drug-label*.json*", DrugPage),
    ):
        files = sorted(corpora.glob(pattern))
        first = run(command, *files, "--publish")
        created, failed = first.counts("created", "failed")
        assert failed == 0
        assert created == model.objects.filter(live=True).count() > 700
        assert Edition.objects.filter(type=model.type_name(), valid_to__isnull=True).count() == created
        before = Revision.objects.count(), Event.objects.count(), Edition.objects.count()
        assert run(command, *files, "--publish").counts("created", "updated", "unchanged") == (0, 0, created)
        assert (Revision.objects.count(), Event.objects.count(), Edition.objects.count()) == before
