"""Small corpora in the shapes of the real ones, and commands run on them."""

import html
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from home.services import ensure_site


@dataclass(frozen=True)
class Run:
    """What a command printed and whether it failed."""

    out: str
    notes: str
    error: str

    def counts(self, *words: str) -> tuple[int, ...]:
        """The summary's counts, such as ``counts("created", "failed")``."""
        numbers = {word: int(n.replace(",", "")) for n, word in _pairs(self.out)}
        return tuple(numbers[word] for word in words)


def _pairs(summary: str) -> list[tuple[str, str]]:
    listed = summary.split("records read: ")[1].split(".", maxsplit=1)[0]
    return [(part.split(" ")[0], part.split(" ")[1]) for part in listed.split(", ")]


def run(command: str, *arguments: object) -> Run:
    out, notes, error = io.StringIO(), io.StringIO(), ""
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=notes)
    except CommandError as failure:
        error = str(failure)
    return Run(out.getvalue(), notes.getvalue(), error)


@pytest.fixture
def site(db: None) -> None:
    """A site with its index pages."""
    ensure_site()


def topic(
    identifier: str, title: str, *, summary: str = "", also: tuple[str, ...] = (), see: tuple[str, ...] = ()
) -> str:
    slug = title.lower().replace(" ", "")
    body = summary or f"<p>{title} is a thing to know about. It comes and goes.</p><p>Ask for help.</p>"
    return f"""<health-topic meta-desc="{title} in one sentence." title="{title}" id="{identifier}" language="English"
      url="https://medlineplus.gov/{slug}.html" date-created="02/03/2001">
      {"".join(f"<also-called>{text}</also-called>" for text in also)}
      <full-summary>{html.escape(body)}</full-summary>
      <group>Women</group><group>Skin, Hair and Nails</group>
      <mesh-heading><descriptor id="D0{int(identifier):05d}">{title}</descriptor></mesh-heading>
      <primary-institute url="https://example.org">National Institute of Sunshine</primary-institute>
      <related-topic url="https://medlineplus.gov/burns.html" id="12">Burns</related-topic>
      {"".join(f"<see-reference>{text}</see-reference>" for text in see)}
    </health-topic>"""


def topics_xml(*topics: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<health-topics>{"".join(topics)}</health-topics>'


def label(identifier: str, generic: str, brand: str = "", **changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": f"id-{identifier}",
        "set_id": identifier,
        "version": "3",
        "effective_time": "20250312",
        "indications_and_usage": [
            f"1 INDICATIONS AND USAGE {generic.title()} is indicated for dry skin in adults."
        ],
        "dosage_and_administration": ["2 DOSAGE AND ADMINISTRATION Apply 2 mg/kg to the skin twice daily."],
        "openfda": {
            "generic_name": [generic],
            "brand_name": [brand or generic],
            "substance_name": [generic],
            "manufacturer_name": ["Example Pharma"],
            "product_type": ["HUMAN PRESCRIPTION DRUG"],
            "route": ["TOPICAL"],
            "unii": ["7KYV510875"],
            "product_ndc": ["0187-5100"],
            "rxcui": ["321952"],
            "pharm_class_epc": ["Calcineurin Inhibitor Immunosuppressant [EPC]"],
        },
    }
    return record | changes


@pytest.fixture
def topics_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a topics file."""

    def write(*topics: str, name: str = "topics.xml") -> Path:
        path = tmp_path / name
        path.write_text(topics_xml(*topics), encoding="utf-8")
        return path

    return write


@pytest.fixture
def labels_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a labels file."""

    def write(*labels: Any, name: str = "labels.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"meta": {}, "results": labels}), encoding="utf-8")
        return path

    return write
