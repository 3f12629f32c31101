"""Whatever bytes come, a reader gives records or a SourceError, and nothing else."""

import contextlib
import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from medications.importers.drug_labels import read_labels
from medications.importers.medlineplus import read_topics
from medications.importers.records import BadRecord, LabelRecord, TopicRecord
from medications.importers.sources import SourceError, open_source

XML = b"""<?xml version="1.0"?><health-topics><health-topic id="1" title="T" url="https://medlineplus.gov/t.html">
<full-summary>&lt;ul&gt;&lt;li&gt;a&lt;/ul&gt;</full-summary><group>G</group></health-topic></health-topics>"""
JSON = json.dumps(
    {
        "results": [
            {
                "id": "1",
                "set_id": "2",
                "openfda": {},
                "warnings": ["5 WARNINGS • x"],
                "warnings_table": ["<table>"],
            }
        ]
    }
).encode()


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("member", data)
    return buffer.getvalue()


SEEDS = [pack(data) for data in (XML, JSON) for pack in (bytes, lambda d: gzip.compress(d, mtime=0), zipped)]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with some bytes changed, cut out or cut off."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
        if not data:
            break
    return bytes(data[: draw(st.integers(0, len(data)))]) if draw(st.booleans()) else bytes(data)


def read_both(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus"
        path.write_bytes(data)
        for reader in (read_topics, read_labels):
            with contextlib.suppress(SourceError), open_source(path) as source:
                for record in reader(source):
                    assert isinstance(record, TopicRecord | LabelRecord | BadRecord)


@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing_but_source_errors(data: bytes) -> None:
    read_both(data)


@settings(max_examples=300)
@given(damaged())
def test_damaged_files_raise_nothing_but_source_errors(data: bytes) -> None:
    read_both(data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    "id",
    "set_id",
    "version",
    "effective_time",
    "openfda",
    "warnings",
    "warnings_table",
    "boxed_warning",
]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8) | VALUES, max_size=4))
def test_labels_of_any_shape_raise_nothing_but_source_errors(results: list[Any]) -> None:
    read_both(json.dumps({"results": results}).encode())
