"""Small corpora in the shapes of the real ones, written here, and the real ones where they lie."""

import gzip
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medications.importers.drug_labels import read_labels
from medications.importers.medlineplus import read_topics
from medications.importers.records import BadRecord, LabelRecord, TopicRecord
from medications.importers.sources import open_source


@pytest.fixture
def read_xml(tmp_path: Path) -> Callable[[str], list[TopicRecord | BadRecord]]:
    """Reads topics from the text of an XML file."""

    def read(text: str) -> list[TopicRecord | BadRecord]:
        path = tmp_path / "topics.xml"
        path.write_text(text, encoding="utf-8")
        with open_source(path) as source:
            return list(read_topics(source))

    return read


@pytest.fixture
def read_json(tmp_path: Path) -> Callable[..., list[LabelRecord | BadRecord]]:
    """Reads labels from a list of objects, put into `results`."""

    def read(*results: Any) -> list[LabelRecord | BadRecord]:
        path = tmp_path / "labels.json"
        path.write_text(json.dumps({"meta": {}, "results": results}), encoding="utf-8")
        with open_source(path) as source:
            return list(read_labels(source))

    return read


@pytest.fixture(params=["plain", "gzip", "zip"])
def packed(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[bytes], Path]:
    """Writes bytes as a file, packed in each way; its name says nothing of how."""

    def pack(data: bytes) -> Path:
        path = tmp_path / "corpus"
        if request.param == "plain":
            path.write_bytes(data)
        elif request.param == "gzip":
            path.write_bytes(gzip.compress(data))
        else:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("inside", data)
        return path

    return pack


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of the real corpora; they are never part of this repository."""
    folder = os.environ.get("FORMULARY_CORPORA")  # noqa: TID251 - a test's own input, no setting of the product
    if not folder:
        pytest.skip("THE REAL CORPORA WERE NOT READ: set FORMULARY_CORPORA to the folder that holds them")
    return Path(folder)
