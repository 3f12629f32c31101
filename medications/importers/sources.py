"""Open a corpus file as byte streams: plain, gzip or zip, told apart by their first bytes, in constant memory."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO, Literal

Kind = Literal["xml", "json"]

CHUNK = 64 * 1024
SNIFF = 512
# Deflate can reach 1032:1. Corpora of text stay below 30:1, so a stream past both limits is a bomb.
BOMB_RATIO = 200
BOMB_FLOOR = 64 * 1024 * 1024
MAX_MEMBERS = 1000

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_FOREIGN = {
    b"\xfd7zXZ": "compressed with xz",
    b"BZh": "compressed with bzip2",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"%PDF": "a PDF",
}
_DECODING_ERRORS = (
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
)


class SourceError(Exception):
    """A file that can't be read (further): which, which member, what is wrong, what to do."""

    def __init__(self, problem: str, *, file: str, member: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.file = file
        self.member = member
        self.remedy = remedy
        super().__init__(problem, file, member, remedy)

    def __str__(self) -> str:
        where = f"{self.file} ({self.member})" if self.member else self.file
        return f"{where}: {self.problem}." + (f" {self.remedy}." if self.remedy else "")


@dataclass
class Progress:
    """`done` of `total`, both in the same unit of bytes: those on disk, or for a zip those unpacked."""

    total: int
    done: int = 0

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return self.done / self.total if self.total else 0.0


@dataclass
class Source:
    """An open corpus file. Get one from `open_source`, and read `members` once."""

    path: Path
    progress: Progress
    _raw: BinaryIO = field(repr=False)

    @property
    def file(self) -> str:
        return str(self.path)

    def members(self, kind: Kind) -> Iterator["Member"]:
        """Each stream of that kind, in the archive's order; a plain or gzip file has one, whose name is "".

        Raises SourceError if there is none.
        """
        head = _head(self._raw)
        if head.startswith(_ZIP):
            yield from _zip_members(self, self._raw, kind)
        elif head.startswith(_GZIP):
            size, raw = self.progress.total, self._raw
            with gzip.GzipFile(fileobj=raw) as unzipped:
                member = Member(self, "", io.BufferedReader(unzipped), packed=size, disk=raw)
                yield member.checked(kind)
        else:
            yield Member(self, "", self._raw, packed=self.progress.total, disk=self._raw).checked(kind)


class Member:
    """One stream of a source. `read` raises SourceError, never the decoder's own errors, and counts progress."""

    def __init__(
        self, source: Source, name: str, stream: IO[bytes], *, packed: int, disk: BinaryIO | None
    ) -> None:
        self.source = source
        self.name = name
        self._stream = stream
        self._packed = packed
        self._disk = disk
        self._unpacked = 0
        self._pending = b""

    def error(self, problem: str, remedy: str = "") -> SourceError:
        return SourceError(problem, file=self.source.file, member=self.name, remedy=remedy)

    def read(self, size: int = CHUNK) -> bytes:
        """Up to `size` bytes, b"" at the end; `size` below 0 reads one chunk, since no corpus belongs in memory."""
        if self._pending and size != 0:
            size = size if size > 0 else len(self._pending)
            data, self._pending = self._pending[:size], self._pending[size:]
            return data
        return self._read(CHUNK if size < 0 else size)

    def checked(self, kind: Kind) -> "Member":
        """This member, once its first bytes look like `kind`."""
        problem = self.mismatch(kind)
        if problem:
            raise self.error(problem, "Give the file as it was downloaded: plain, gzip or zip")
        return self

    def mismatch(self, kind: Kind) -> str:
        """Why the first bytes are not of that kind, or ""."""
        self._pending += self._read(SNIFF) if len(self._pending) < SNIFF else b""
        if self._pending.startswith(b"\xef\xbb\xbf"):
            self._pending = self._pending[3:]
        return _mismatch(self._pending, kind)

    def _read(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except _DECODING_ERRORS as exc:
            raise self.error(
                _decoding_problem(exc), "Download it again: the file is cut short or damaged"
            ) from exc
        self._unpacked += len(data)
        if self._unpacked > max(BOMB_FLOOR, self._packed * BOMB_RATIO):
            raise self.error(
                f"unpacks to more than {BOMB_RATIO} times its size",
                "Check where it comes from: it may be a zip bomb",
            )
        progress = self.source.progress
        progress.done = self._disk.tell() if self._disk else progress.done + len(data)
        return data


@contextmanager
def open_source(path: Path | str) -> Iterator[Source]:
    """Open a corpus file for reading; raises SourceError if it is missing, unreadable or empty."""
    path = Path(path)
    try:
        raw = path.open("rb")
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        raise SourceError(f"cannot be opened ({reason})", file=str(path), remedy="Check the path") from exc
    with raw:
        size = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        if size == 0:
            raise SourceError("is empty", file=str(path), remedy="Download it again")
        yield Source(path, Progress(size), raw)


def _head(raw: BinaryIO) -> bytes:
    raw.seek(0)
    head = raw.read(8)
    raw.seek(0)
    return head


def _zip_members(source: Source, raw: BinaryIO, kind: Kind) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(raw)
    except _DECODING_ERRORS as exc:
        raise SourceError(
            f"is not a whole zip archive ({exc})",
            file=source.file,
            remedy="Download it again: it is cut short or damaged",
        ) from exc
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
        if len(infos) > MAX_MEMBERS:
            raise SourceError(f"holds {len(infos)} files, more than {MAX_MEMBERS}", file=source.file)
        source.progress.total = sum(info.file_size for info in infos)
        found = False
        for info in infos:
            with _opened(source, archive, info) as member:
                if not member.mismatch(kind):
                    found = True
                    yield member
        if not found:
            names = ", ".join(info.filename for info in infos[:5]) or "nothing"
            raise SourceError(
                f"holds no {kind.upper()} file but {names}",
                file=source.file,
                remedy="Give the archive as downloaded",
            )


@contextmanager
def _opened(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[Member]:
    if info.flag_bits & 0x1:
        raise SourceError("is encrypted", file=source.file, member=info.filename, remedy="Unpack it first")
    try:
        stream = archive.open(info)
    except (*_DECODING_ERRORS, KeyError, ValueError) as exc:
        raise SourceError(
            _decoding_problem(exc), file=source.file, member=info.filename, remedy="Download it again"
        ) from exc
    with stream:
        yield Member(source, info.filename, stream, packed=info.compress_size, disk=None)


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _mismatch(head: bytes, kind: Kind) -> str:
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            return f"is {name}"
    if head.startswith((_GZIP, *_ZIP)):
        return "is packed twice"
    # UTF-16 XML starts with a byte order mark and its "<" with a zero byte; libxml2 reads it.
    text = head.replace(b"\xff\xfe", b"").replace(b"\xfe\xff", b"").replace(b"\x00", b"").lstrip()
    if not text:
        return "is empty"
    if text[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "is a web page"
    starts = b"<" if kind == "xml" else b"{["
    return (
        ""
        if text[:1] in [starts[i : i + 1] for i in range(len(starts))]
        else f"does not look like {kind.upper()}"
    )


def _decoding_problem(exc: Exception) -> str:
    if isinstance(exc, EOFError):
        return "ends before its compressed data do"
    return f"cannot be unpacked ({exc})"
