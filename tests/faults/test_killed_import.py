"""kill -9 in the middle of an import: whole pages stay, nothing half done does, and the next run goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from wagtail.search.models import IndexEntry

from cms.editions.models import Edition
from home.services import ensure_site
from medications.models import DrugPage, Medicine
from tests.faults.conftest import Workshop
from tests.integration.importers.conftest import label, run

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

ALL = 40
SET_UP = 90.0


def labels_file(folder: Path) -> Path:
    path = folder / "labels.json"
    labels = [label(f"set-{n}", f"MEDICINE{n}AB") for n in range(ALL)]
    path.write_text(json.dumps({"results": labels}))
    return path


def test_a_killed_import_leaves_whole_pages_and_is_resumed_by_running_it_again(workshop: Workshop) -> None:
    ensure_site()
    path = labels_file(workshop.folder)
    process = workshop.start("import_drug_labels", str(path), "--publish")
    workshop.wait_for(lambda: DrugPage.objects.count() >= 3, what="three pages", seconds=SET_UP)
    workshop.hold_at("written")
    workshop.wait_until_held("written")

    workshop.kill(process)
    workshop.let_go("written")

    done = DrugPage.objects.count()
    assert 3 <= done < ALL
    assert DrugPage.objects.filter(live=True).count() == done
    assert Edition.objects.filter(type="medications.DrugPage", valid_to__isnull=True).count() == done
    assert Medicine.objects.count() == done

    result = run("import_drug_labels", path, "--publish")

    assert result.counts("created", "unchanged", "failed") == (ALL - done, done, 0)
    assert DrugPage.objects.filter(live=True).count() == ALL
    indexed = set(
        IndexEntry.objects.filter(content_type__model="drugpage").values_list("object_id", flat=True)
    )
    assert indexed == {str(pk) for pk in DrugPage.objects.values_list("pk", flat=True)}
