"""A corpus file is opened by what it is, and says clearly what is wrong with it."""

import gzip
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from medications.importers.sources import Kind, Member, SourceError, open_source

XML = b"<health-topics></health-topics>"


def contents(path: Path, kind: Kind = "xml") -> list[bytes]:
    with open_source(path) as source:
        return [drained(member) for member in source.members(kind)]


def drained(member: Member) -> bytes:
    data = b""
    while chunk := member.read(7):
        data += chunk
    return data


def problem(path: Path, kind: Kind = "xml") -> SourceError:
    with pytest.raises(SourceError) as caught:
        contents(path, kind)
    return caught.value


def test_plain_gzip_and_zip_give_the_same_bytes(packed: Callable[[bytes], Path]) -> None:
    assert contents(packed(XML)) == [XML]


def test_progress_ends_at_its_total(packed: Callable[[bytes], Path]) -> None:
    with open_source(packed(XML * 20_000)) as source:
        for member in source.members("xml"):
            member.read(10)
            assert 0 < source.progress.done <= source.progress.total
            while member.read():
                pass
        assert source.progress.done == source.progress.total > 0


def test_a_zip_gives_each_member_of_the_wanted_kind_in_order(tmp_path: Path) -> None:
    path = tmp_path / "labels.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._one.json", "{}")
        archive.writestr("read me.txt", "Two files follow.")
        archive.writestr("one.json", '{"results": 1}')
        archive.writestr("folder/", "")
        archive.writestr("folder/two.json", '\ufeff {"results": 2}')
    assert contents(path, "json") == [b'{"results": 1}', b' {"results": 2}']


def test_a_truncated_gzip_is_named_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "topics.xml.gz"
    noise = random.Random(7).randbytes(50_000)
    path.write_bytes(gzip.compress(XML + noise)[:-2_000])
    error = problem(path)
    assert error.file == str(path)
    assert "ends before its compressed data do" in str(error)
    assert "Download it again" in str(error)


def test_a_gzip_with_wrong_bytes_inside_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "topics.xml.gz"
    data = bytearray(gzip.compress(XML * 100))
    data[-6] ^= 0xFF
    path.write_bytes(bytes(data))
    assert "cannot be unpacked" in problem(path).problem


def test_a_damaged_member_of_a_zip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.json", '{"results": []}')
    path.write_bytes(path.read_bytes().replace(b'{"results": []}', b'{"results": {}}', 1))
    error = problem(path, "json")
    assert error.member == "one.json"
    assert "CRC" in error.problem


def test_a_zip_without_its_end_is_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "labels.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.json", "{}" * 500)
    path.write_bytes(path.read_bytes()[:-40])
    assert "not a whole zip archive" in problem(path, "json").problem


@pytest.mark.parametrize(
    ("data", "kind", "expected"),
    [
        (b"", "xml", "is empty"),
        (b" \n ", "xml", "is empty"),
        (b'{"results": []}', "xml", "does not look like XML"),
        (b"<topics/>", "json", "does not look like JSON"),
        (b"<!DOCTYPE html><html>Not found</html>", "xml", "is a web page"),
        (b"\xfd7zXZ\x00rest", "xml", "is compressed with xz"),
        (b"%PDF-1.7", "json", "is a PDF"),
        # Without a time stamp: what names a test must be the same in every process.
        (gzip.compress(gzip.compress(XML, mtime=0), mtime=0), "xml", "is packed twice"),
        (gzip.compress(b"", mtime=0), "xml", "is empty"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, data: bytes, kind: Kind, expected: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert problem(path, kind).problem == expected


def test_a_zip_of_other_files_names_them(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cat.jpg", b"\xff\xd8\xff")
    assert "holds no JSON file but cat.jpg" in str(problem(path, "json"))


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.json", "{}")
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    path.write_bytes(bytes(data))
    assert problem(path, "json").problem == "is encrypted"


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        assert "cannot be opened" in problem(path).problem


def test_a_bomb_is_stopped_long_before_it_has_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb") as out:
        for _ in range(90):
            out.write(b"<" + b" " * (1024 * 1024 - 1))
    with pytest.raises(SourceError, match="unpacks to more than 200 times its size"):
        swallow(path)


def swallow(path: Path) -> None:
    """Read a file in large chunks and keep nothing."""
    with open_source(path) as source:
        for member in source.members("xml"):
            while member.read():
                pass
