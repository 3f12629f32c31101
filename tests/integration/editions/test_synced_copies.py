"""Copies that know of changes by the feed alone are, after whatever happens, the site to the byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from cms.editions.folder import MANIFEST
from tests.api.reading import numbers
from tests.background import catch_up
from tests.copies import Copy, newest, whole
from tests.walks import Walk

pytestmark = pytest.mark.django_db

# Between two looks at the site. A copy is not told each step by itself.
STEPS_A_LOOK = 3


@pytest.mark.parametrize("seed", [1, 2])
def test_a_copy_synced_by_the_feed_is_the_site(
    client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any, seed: int
) -> None:
    walk_and_compare(client, tmp_path, django_capture_on_commit_callbacks, seed=seed, steps=60)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(11, 15))
def test_a_copy_synced_by_the_feed_is_the_site_after_a_thousand_steps(
    client: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any, seed: int
) -> None:
    walk_and_compare(client, tmp_path, django_capture_on_commit_callbacks, seed=seed, steps=1_000)


def walk_and_compare(client: Client, folder: Path, committing: Any, *, seed: int, steps: int) -> None:
    with committing(execute=True):
        walk = Walk(seed)
    catch_up()
    copy = Copy(client, since=newest(client), limit=20, pages=whole(client))
    late = Copy(client, since=0)  # has nothing, and is told all that ever happened
    exported = folder / "exported"
    call_command("export_site", str(exported), verbosity=0)
    for number in range(steps):
        with committing(execute=True):
            walk.step()
        if number % STEPS_A_LOOK == 0:
            copy.sync()
            unseen = set(copy.pages) - set(numbers(client))
            assert not unseen, (f"seed {seed} step {number}: kept what is hidden: {unseen}", walk.trail[-8:])
    catch_up()
    copy.sync()
    late.sync()
    call_command("export_site", str(exported), verbosity=0)
    site = whole(client)
    assert site, "there is something to compare"
    assert copy.pages == site, (f"seed {seed}", _differing(copy.pages, site), walk.trail)
    assert late.pages == site, (f"seed {seed}", _differing(late.pages, site), walk.trail)
    assert _files(exported) == {json.loads(page)["path"]: page for page in site.values()}


def _differing(pages: dict[int, bytes], site: dict[int, bytes]) -> dict[int, str]:
    return {
        page_id: "missing" if page_id not in pages else "too many" if page_id not in site else "old"
        for page_id in pages.keys() | site.keys()
        if pages.get(page_id) != site.get(page_id)
    }


def _files(folder: Path) -> dict[str, bytes]:
    places = (place for place in folder.rglob("*") if place.is_file() and place.name != MANIFEST)
    return {
        f"/{place.parent.relative_to(folder)}/".replace("/./", "/"): place.read_bytes() for place in places
    }
