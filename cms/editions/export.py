"""Writing the public pages of a site as files, for hosting without a server of ours.

A first run writes them all; each later one reads the feed of changes and touches what has changed. Both only ever
compare and mend, so a run that was killed is taken up by the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from cms.core.visibility import public_pages
from cms.editions import prepared
from cms.editions.changes import OtherHistory, changes_since
from cms.editions.folder import Folder, FolderRefused, Manifest, PathRefused
from cms.editions.models import Edition
from cms.editions.services import read_editions
from cms.events.selectors import last_sequence

AT_ONCE = 100

Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """``whole``: every page was looked at, not only what the feed named. ``failed``: what, and why, in words."""

    sequence: int
    whole: bool
    written: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: list[str] = field(default_factory=list)


def export(
    folder: Folder,
    *,
    site: Site,
    clock: Clock,
    whole: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> Outcome:
    """Bring ``folder`` to what readers of ``site`` get now. ``dry_run``: count what would be done, and do nothing.

    Raises ``FolderRefused``.
    """
    if dry_run:
        return _Run(folder, site, clock, progress, dry=True).go(whole=whole)
    with folder.kept_for_us():
        return _Run(folder, site, clock, progress, dry=False).go(whole=whole)


class _Run:
    def __init__(self, folder: Folder, site: Site, clock: Clock, progress: Progress, *, dry: bool) -> None:
        self._folder, self._site, self._clock, self._progress, self._dry = folder, site, clock, progress, dry
        address = f"{site.hostname}:{site.port}"
        self._manifest = folder.manifest() or Manifest(site=address)
        if self._manifest.site != address:
            raise FolderRefused(f"{folder.root} holds {self._manifest.site}: choose a folder for each site.")
        self._noted = folder.noted()
        self._again: set[int] = set()
        self._left: list[str] = []

    def go(self, *, whole: bool) -> Outcome:
        # The number first: whatever is read after it is at least as new.
        self._outcome = Outcome(last_sequence(), whole)
        page_ids = self._changed() if not whole else None
        if page_ids is None:
            self._outcome.whole = True
            page_ids = sorted({*self._manifest.pages, *self._all_public()})
        if not self._dry:
            self._begin()
        # Where files of ours may stand, the manifest's and such as a run that was killed may have written.
        stand = {*self._manifest.pages.values(), *self._noted}
        self._hide(page_ids)
        for done, batch in _batches(page_ids):
            self._write(batch)
            self._progress(done, len(page_ids))
        if not self._dry:
            self._finish(stand)
        return self._outcome

    def _begin(self) -> None:
        if self._noted:
            self._folder.sweep()
        if self._manifest.sequence is None:
            self._folder.save(self._manifest)

    def _finish(self, stand: set[str]) -> None:
        """Remove what stands where no page is any more, then say as of when all is true."""
        for path in sorted(stand - set(self._manifest.pages.values())):
            self._unlink(path)
        self._manifest.sequence = self._outcome.sequence
        self._manifest.failed = sorted(self._again)
        self._folder.save(self._manifest)
        self._folder.forget_notes()
        if self._left:
            self._folder.note(self._left)

    def _changed(self) -> list[int] | None:
        """The pages that may differ from the files; None where only looking at all of them would tell."""
        since = self._manifest.sequence
        if since is None:
            return None
        found = set(self._manifest.failed)
        latest = self._outcome.sequence
        while True:
            try:
                changes = changes_since(
                    since, latest=latest, limit=AT_ONCE, site=self._site, now=self._clock()
                )
            except OtherHistory:
                return None
            found.update(change.page_id for change in changes.items)
            found.update(changes.ran_out)
            if changes.next == latest:
                return sorted(found)
            since = changes.next

    def _all_public(self) -> list[int]:
        return self._ids(public_pages(now=self._clock(), site=self._site))

    def _hide(self, page_ids: Iterable[int]) -> None:
        """First of all, what readers may not get any more."""
        held = [page_id for page_id in page_ids if page_id in self._manifest.pages]
        for _, batch in _batches(held):
            public = set(self._public(batch))
            for page_id in set(batch) - public:
                self._remove(page_id)

    def _public(self, page_ids: Iterable[int]) -> list[int]:
        return self._ids(public_pages(now=self._clock(), site=self._site).filter(pk__in=page_ids))

    def _ids(self, pages: PageQuerySet) -> list[int]:
        """Without plain pages of Wagtail's own type, of which the API does not speak."""
        return list(pages.not_exact_type(Page).values_list("pk", flat=True))

    def _write(self, page_ids: list[int]) -> None:
        current = self._read(page_ids)
        differing = {
            page_id: current[page_id]
            for page_id in page_ids
            if page_id in current and not self._is_there(page_id, current[page_id])
        }
        self._outcome.unchanged += len(current) - len(differing)
        if self._dry:
            self._outcome.written += len(differing)
        else:
            self._write_all(differing)
            self._leave_out([page_id for page_id in page_ids if page_id not in current])

    def _is_there(self, page_id: int, edition: Edition) -> bool:
        if self._folder.digest(edition.path) != edition.digest:
            return False
        self._manifest.pages[page_id] = edition.path
        return True

    def _leave_out(self, page_ids: list[int]) -> None:
        """Not public any more; or public and can't be shown as it stands, so that its file may show what is hidden."""
        public = set(self._public(page_ids))
        for page_id in page_ids:
            if page_id in self._manifest.pages:
                self._remove(page_id)
            if page_id in public:
                self._fail(f"page {page_id} can't be rendered; the log says why", page_id)

    def _read(self, page_ids: list[int]) -> dict[int, Edition]:
        now = self._clock()
        if self._dry:  # renders nothing
            found = prepared.editions_of(page_ids, site=self._site, now=now)
            return {edition.page_id: edition for edition in found}
        return read_editions(page_ids=page_ids, site=self._site, now=now)

    def _write_all(self, editions: dict[int, Edition]) -> None:
        self._folder.note(edition.path for edition in editions.values())
        for page_id, edition in editions.items():
            try:
                self._folder.write(edition.path, edition.content)
            except (OSError, PathRefused) as error:
                self._fail(f"page {page_id} could not be written: {error}", page_id)
            else:
                self._manifest.pages[page_id] = edition.path
                self._outcome.written += 1

    def _remove(self, page_id: int) -> None:
        self._unlink(self._manifest.pages.pop(page_id))

    def _unlink(self, path: str) -> None:
        if self._dry:
            self._outcome.removed += 1
            return
        try:
            self._outcome.removed += self._folder.remove(path)
        except (OSError, PathRefused) as error:
            self._left.append(path)
            self._fail(f"what stands at {path} could not be removed: {error}")

    def _fail(self, what: str, page_id: int | None = None) -> None:
        self._outcome.failed.append(what)
        if page_id is not None:
            self._again.add(page_id)


def _batches(page_ids: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """In groups, each with how many there were with it."""
    rest = iter(page_ids)
    done = 0
    while batch := list(islice(rest, AT_ONCE)):
        done += len(batch)
        yield done, batch
