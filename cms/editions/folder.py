"""A folder of files that holds a copy of a site: what is in it, and writing there without ever writing elsewhere.

``manifest.json`` says of which site it is, as of which event it is true, and which pages are in it. Each file is
written beside its place and then put there, so that whoever serves the folder sees the old bytes or the new ones. What
a run is about to write is noted first, so that the next one can clean up behind one that was killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4

PAGE = "index.json"
MANIFEST = "manifest.json"
JOURNAL = ".journal"
HALF_WRITTEN = ".half-written-"
FORMAT = 1


class FolderRefused(Exception):
    """Nothing may be written here; says why."""


class PathRefused(Exception):
    """The path of a page can be no path in the folder."""


@dataclass
class Manifest:
    """``sequence``: as of which event it is true; None as long as a first run has not ended. ``pages``: where each page
    stands, by its id. ``failed``: ids of pages to try again."""

    site: str
    sequence: int | None = None
    pages: dict[int, str] = field(default_factory=dict)
    failed: list[int] = field(default_factory=list)


class Folder:
    """``root`` itself may be a link to somewhere; nothing below it may."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def kept_for_us(self) -> Iterator[None]:
        """Make the folder if it is not there, and keep other runs out of it. Raises ``FolderRefused``."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root, os.O_RDONLY)
        except OSError as error:
            raise FolderRefused(f"{self.root} can't be used: {error.strerror}.") from error
        try:
            _take(handle, self.root)
            yield
        finally:
            os.close(handle)

    def manifest(self) -> Manifest | None:
        """None for a folder that is empty or not there. Raises ``FolderRefused`` where other things are in it."""
        place = self.root / MANIFEST
        if not place.exists():
            if self.root.exists() and any(self.root.iterdir()):
                raise FolderRefused(
                    f"{self.root} holds other things and no {MANIFEST}: choose an empty folder."
                )
            return None
        try:
            said = json.loads(place.read_text())
            if said.pop("format") != FORMAT:
                raise FolderRefused(f"{place} was written by another release: choose an empty folder.")
            pages = {int(page_id): path for page_id, path in said.pop("pages").items()}
            return Manifest(**said, pages=pages)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FolderRefused(f"{place} can't be read: {error}.") from error

    def save(self, manifest: Manifest) -> None:
        content = json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False)
        self._put(self.root / MANIFEST, content.encode())

    def note(self, paths: Iterable[str]) -> None:
        """Remember that these are about to be written."""
        with (self.root / JOURNAL).open("a") as journal:
            journal.writelines(f"{json.dumps(path)}\n" for path in paths)

    def noted(self) -> set[str]:
        """What was noted since the last :meth:`forget_notes`; a line that was cut off is none."""
        place = self.root / JOURNAL
        found = set()
        for line in place.read_text().splitlines() if place.exists() else ():
            try:
                found.add(str(json.loads(line)))
            except ValueError:
                continue
        return found

    def forget_notes(self) -> None:
        (self.root / JOURNAL).unlink(missing_ok=True)

    def write(self, path: str, content: str) -> None:
        """Raises ``PathRefused`` and ``OSError``."""
        place = self._place(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        self._put(place, content.encode())

    def remove(self, path: str) -> bool:
        """Whether there was anything. Folders that are empty then go, too. Raises ``PathRefused`` and ``OSError``."""
        place = self._place(path)
        try:
            place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        for above in place.parents:
            if above == self.root or any(above.iterdir()):
                break
            above.rmdir()
        return True

    def digest(self, path: str) -> str | None:
        """SHA-256 of what stands there; None where nothing does, or nothing can."""
        try:
            return hashlib.sha256(self._place(path).read_bytes()).hexdigest()
        except (OSError, PathRefused):
            return None

    def sweep(self) -> None:
        """Remove what a killed run has left half written."""
        for place in self.root.rglob(f"{HALF_WRITTEN}*"):
            place.unlink(missing_ok=True)

    def _place(self, path: str) -> Path:
        steps = [step for step in path.split("/") if step]
        if any(step.startswith(".") or "\\" in step or "\x00" in step for step in steps):
            raise PathRefused(f"{path!r} can be no path of a file.")
        place = self.root
        for step in steps:
            place /= step
            if place.is_symlink():
                raise PathRefused(f"{place} is a link, and may lead out of the folder.")
        return place / PAGE

    def _put(self, place: Path, content: bytes) -> None:
        half = place.with_name(f"{HALF_WRITTEN}{uuid4().hex}")
        try:
            half.write_bytes(content)
            half.replace(place)
        finally:
            half.unlink(missing_ok=True)


def _take(handle: int, root: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise FolderRefused(f"Another export is at work in {root}.") from error
