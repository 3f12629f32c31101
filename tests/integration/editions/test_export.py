"""Exporting a site: the bytes of the API as files, kept true by the feed, and never a file elsewhere."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from cms.core.problems import Problem, PublishRefused
from cms.editions.folder import JOURNAL, MANIFEST, Folder, PathRefused
from cms.editions.models import Edition
from cms.events.models import Event
from cms.events.selectors import last_sequence
from home.models import HomePage, StandardPage
from tests.api.reading import get
from tests.background import catch_up
from tests.copies import whole
from tests.scheduling import a_draft, a_live_page, home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home_page()
    catch_up()
    return tmp_path / "site"


def export(folder: Path, *options: str, **more: Any) -> str:
    out = StringIO()
    call_command("export_site", str(folder), *options, stdout=out, **more)
    return out.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    """What stands in the folder beside what is the export's own, by path."""
    found = (place for place in folder.rglob("*") if place.is_file() and place.name != MANIFEST)
    return {str(place.relative_to(folder)): place.read_bytes() for place in found}


def by_file(pages: dict[int, bytes]) -> dict[str, bytes]:
    return {f"{json.loads(page)['path']}index.json".lstrip("/"): page for page in pages.values()}


def manifest(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return said


def test_every_public_page_is_a_file_with_the_bytes_of_the_api(client: Client, folder: Path) -> None:
    a_live_page("About us")
    a_draft("Not yet")

    said = export(folder)

    assert files(folder) == by_file(whole(client))
    assert {"index.json", "about-us/index.json"} <= set(files(folder))
    assert (manifest(folder)["site"], manifest(folder)["sequence"]) == ("localhost:80", last_sequence())
    assert f"True as of event {last_sequence()}" in said


def test_a_second_run_touches_only_what_has_changed(client: Client, folder: Path) -> None:
    page, other = a_live_page("About us"), a_live_page("Other")
    goes = a_live_page("Goes")
    export(folder)
    untouched = (folder / "other" / "index.json").stat()
    page.title = "Who we are"
    page.slug = "who-we-are"
    page.save_revision().publish()
    goes.unpublish()
    catch_up()

    said = export(folder)

    assert files(folder) == by_file(whole(client))
    assert not (folder / "about-us").exists()
    assert not (folder / "goes").exists()
    after = (folder / "other" / "index.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (untouched.st_ino, untouched.st_mtime_ns)
    assert str(other.pk) in manifest(folder)["pages"]
    assert "2 removed" in said
    assert export(folder).startswith("0 pages written, 0 removed, 0 unchanged")


def test_what_is_hidden_leaves_with_the_next_run_whatever_hid_it(client: Client, folder: Path) -> None:
    private, expired = a_live_page("Private"), a_live_page("Expired")
    export(folder)
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=private.pk), restriction_type=PageViewRestriction.LOGIN
    )
    Page.objects.filter(pk=expired.pk).update(expire_at=timezone.now())

    export(folder)

    assert not {"private/index.json", "expired/index.json"}.intersection(files(folder))
    assert files(folder) == by_file(whole(client))


def test_a_dry_run_says_what_would_be_done_and_does_nothing(folder: Path) -> None:
    page = a_live_page("About us")
    assert "Would be: 6 pages written, 0 removed" in export(folder, "--dry-run")
    assert not folder.exists()
    export(folder)
    before = files(folder), manifest(folder), Event.objects.count()
    page.unpublish()
    events = Event.objects.count()

    assert "Would be: 0 pages written, 1 removed" in export(folder, "--dry-run")
    assert (files(folder), manifest(folder)) == before[:2]
    assert Event.objects.count() == events


def test_a_run_that_was_killed_is_taken_up(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        a_live_page(f"Page {number}")
    write = Folder.write

    def killed(self: Folder, path: str, content: str) -> None:
        if path == "/page-2/":
            raise KeyboardInterrupt
        write(self, path, content)

    monkeypatch.setattr(Folder, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        export(folder)
    monkeypatch.undo()
    assert manifest(folder)["sequence"] is None
    # What it had written and is not public any more by now goes, too.
    StandardPage.objects.get(slug="page-0").unpublish()
    (folder / ".half-written-1").write_text("{")

    said = export(folder)

    assert files(folder) == by_file(whole(client))
    assert "1 pages written, 1 removed" in said
    assert not (folder / JOURNAL).exists()


def test_every_file_can_be_compared(client: Client, folder: Path) -> None:
    a_live_page("About us")
    export(folder)
    (folder / "about-us" / "index.json").write_text("spoilt")
    export(folder)
    assert (folder / "about-us" / "index.json").read_text() == "spoilt", "no event has said so"

    assert "1 pages written" in export(folder, "--all")
    assert files(folder) == by_file(whole(client))


def test_a_folder_from_another_history_is_compared_whole(client: Client, folder: Path) -> None:
    a_live_page("About us")
    export(folder)
    said = manifest(folder)
    (folder / MANIFEST).write_text(json.dumps({**said, "sequence": said["sequence"] + 1000}))
    a_live_page("Other")

    export(folder)

    assert files(folder) == by_file(whole(client))
    assert manifest(folder)["sequence"] == last_sequence()


def test_a_page_that_cannot_be_written_fails_the_run_and_is_tried_again(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_live_page("About us")
    write = Folder.write

    def full(self: Folder, path: str, content: str) -> None:
        if path == "/about-us/":
            raise OSError(28, "No space left on device")
        write(self, path, content)

    monkeypatch.setattr(Folder, "write", full)
    with pytest.raises(CommandError, match="1 failed"):
        export(folder)
    monkeypatch.undo()
    assert manifest(folder)["failed"] == [page.pk]

    export(folder)

    assert files(folder) == by_file(whole(client))


def test_a_page_that_cannot_be_rendered_leaves_and_fails_the_run(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_live_page("About us")
    export(folder)
    Edition.objects.filter(page_id=page.pk).update(true_until=timezone.now())

    def broken(self: StandardPage, context: Any) -> Any:
        raise PublishRefused(self.title, [Problem("No.")])

    monkeypatch.setattr(StandardPage, "represent_content", broken)
    with pytest.raises(CommandError, match="1 failed"):
        export(folder, "--all")
    monkeypatch.undo()

    assert "about-us/index.json" not in files(folder)
    export(folder)
    assert files(folder) == by_file(whole(client))


def test_a_folder_with_other_things_in_it_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "index.json").write_text("mine")
    with pytest.raises(CommandError, match="choose an empty folder"):
        export(folder)
    assert (folder / "index.json").read_text() == "mine"
    (folder / "index.json").unlink()
    (folder / MANIFEST).write_text("no JSON")
    with pytest.raises(CommandError, match="can't be read"):
        export(folder)


def test_each_site_has_a_folder_of_its_own(folder: Path, client: Client) -> None:
    root = Page.get_first_root_node().add_child(instance=HomePage(title="Other", slug="other", live=False))
    root.save_revision().publish()
    Site.objects.create(hostname="other.example", root_page=root, site_name="Other")
    export(folder)
    with pytest.raises(CommandError, match="choose a folder for each site"):
        export(folder, "--site", "other.example")
    with pytest.raises(CommandError, match="Name one site"):
        export(folder, "--site", "nobody.example")
    there = folder.with_name("other")

    export(there, "--site", "other.example")

    assert files(there) == {"index.json": get(client, f"/pages/{root.pk}/", site="other.example").content}


def test_two_runs_at_once_do_not_meddle(folder: Path) -> None:
    export(folder)
    with Folder(folder).kept_for_us(), pytest.raises(CommandError, match="Another export"):
        export(folder)


@pytest.mark.parametrize("path", ["/../out/", "/a/../../out/", "/./a/", "/.git/", "/a\\b/", "/a\x00b/"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    inside = Folder(tmp_path / "site")
    with pytest.raises(PathRefused):
        inside.write(path, "{}")
    with pytest.raises(PathRefused):
        inside.remove(path)
    assert list(tmp_path.iterdir()) == []


def test_no_link_leads_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    page = a_live_page("About us")
    export(folder)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.json").write_text("mine")
    (folder / "about-us" / "index.json").unlink()
    (folder / "about-us").rmdir()
    (folder / "about-us").symlink_to(outside)
    page.title = "Who we are"
    page.save_revision().publish()

    with pytest.raises(CommandError, match="failed"):
        export(folder)

    assert (outside / "index.json").read_text() == "mine"


def test_files_are_readable_for_a_web_server(folder: Path) -> None:
    export(folder)
    assert (folder / "index.json").stat().st_mode & 0o044 == 0o044
