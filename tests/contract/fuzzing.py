"""Every operation of the API's document, asked for odd things by Schemathesis: how it is set up, and what came of it.

Half of what it sends is well-formed by the document, half is not. Where the document leaves a parameter open to any
text, it is sent what is there and what is hidden (``Known``) more often than noise.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from cms.api.openapi.document import build
from tests import contract_tools

HOOKS = Path(__file__).with_name("fuzz_hooks.py")
# Left out: that whatever fits the document is answered with 200. It can't say which words are names of fields, and may
# not say which pages are there.
LEFT_OUT = ("positive_data_acceptance",)
OFTEN = 0.7
KNOWN_WORDS: Mapping[str, Sequence[str | int]] = {
    "query.fields": (
        "*",
        "_,title",
        "title,-meta",
        "*,-body",
        "body",
        "_,id,type",
        "slug",
        "related(title)",
        "topics",
    ),
    "query.order": ("title", "-title", "id", "-first_published_at", "name", "random", "-id", "created_at"),
    "query.type": (
        *("medications.DrugPage", "medications.HowToGuidePage", "home.StandardPage"),
        *("medications.DrugPage,home.HomePage", "wagtailcore.Page", "medications.TopicHubPage"),
    ),
    "query.locale": ("en", "de"),
    "query.cursor": ("", "bm9uZQ", "1", "2"),
    "query.as_of": ("2026-03-03T00:00:00Z", "2999-01-01T00:00:00Z", "2026-11-01T00:00:00+02:00"),
    "query.published_after": ("2026-03-01", "2026-03-01T09:00:00Z"),
    "query.updated_before": ("2999-01-01", "2026-03-01"),
    "query.letter": ("c", "T", "%"),
    "query.identifier": ("atc:D11AH02", "rxnorm:1"),
    "header.If-None-Match": ("*", '"0"', 'W/"0"', "0"),
}


@dataclass(frozen=True)
class Known:
    """What of this world is asked for by name. ``passes``: by path of the document, who may ask for more."""

    numbers: Sequence[int]
    paths: Sequence[str]
    words: Sequence[str]
    passes: Mapping[str, str]

    def values(self) -> dict[str, Sequence[str | int]]:
        texts = dict.fromkeys(
            ("query.search", "query.q", "query.title", "query.name", "query.slug"), self.words
        )
        entries = dict.fromkeys(("query.topic", "query.entity", "query.category"), self.words)
        places = dict.fromkeys(("query.path", "query.html_path", "query.old_path"), self.paths)
        relations = ("child_of", "descendant_of", "ancestor_of", "translation_of", "alias_of", "since", "id")
        numbers = dict.fromkeys((*(f"query.{name}" for name in relations), "path.id"), self.numbers)
        sites = {"query.site": ("localhost", "localhost:80", "within.example", "beside.example")}
        return {**KNOWN_WORDS, **texts, **entries, **places, **numbers, **sites}


@dataclass(frozen=True)
class Outcome:
    """``asked``: cases by operation (method and path) and status. ``report``: what Schemathesis says."""

    asked: Mapping[tuple[str, int], int]
    exit_code: int
    report: str

    @property
    def cases(self) -> int:
        return sum(self.asked.values())

    @property
    def operations(self) -> set[str]:
        return {operation for operation, _ in self.asked}

    @property
    def faults_of_ours(self) -> dict[tuple[str, int], int]:
        """Answers that say that we failed."""
        return {key: count for key, count in self.asked.items() if key[1] >= HTTPStatus.INTERNAL_SERVER_ERROR}

    def table(self) -> str:
        """A line for each operation: how many cases, and how many of each status."""
        lines = []
        for operation in sorted(self.operations):
            each = Counter(
                {status: count for (asked, status), count in self.asked.items() if asked == operation}
            )
            statuses = ", ".join(f"{status}: {count}" for status, count in sorted(each.items()))
            lines.append(f"  {operation:<36} {each.total():>6}   {statuses}")
        return "\n".join([*lines, f"  {'in all':<36} {self.cases:>6}"])


def operations() -> set[str]:
    """Of the document, as Schemathesis names them."""
    return {f"{method.upper()} {path}" for path, item in build()["paths"].items() for method in item}


def run(
    url: str, known: Known, *, cases: int, seed: int, folder: Path, patience: int, boundaries: bool = True
) -> Outcome:
    """About ``cases`` cases against the server at ``url``; no longer than ``patience`` seconds.

    ``boundaries``: and before them, each parameter at the edges of what the document allows, 2,000 cases more.
    """
    command = contract_tools.fuzzer()
    assert command is not None
    shutil.copy(HOOKS, folder / "hooks.py")
    (folder / "passes.json").write_text(json.dumps(known.passes))
    (folder / "parts.json").write_text(json.dumps(_parts()))
    (folder / "schemathesis.toml").write_text(_configuration(known, folder))
    each = -(-cases // len(operations()))
    done = subprocess.run(
        [
            *(str(command), "--config-file", str(folder / "schemathesis.toml")),
            *("run", f"{url}/api/v2/openapi.json", "--url", url, "--no-color"),
            *("--max-examples", str(each), "--seed", str(seed), "--continue-on-failure"),
            *("--phases", "coverage,fuzzing" if boundaries else "fuzzing"),
        ],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=patience,
        check=False,
    )
    counted = folder / "asked.json"
    rows = json.loads(counted.read_text()) if counted.exists() else []
    return Outcome(
        asked={(operation, status): count for operation, status, count in rows},
        exit_code=done.returncode,
        report=done.stdout,
    )


def _parts() -> dict[str, Any]:
    """By operation and media type, what an answer must fit where ``fields`` chose: nothing has to be there, and
    whatever is, is as the document says. That names are missing then, it can only say in words.
    """
    document = _loosened(build())
    return {
        f"{method.upper()} {path}": {
            media_type: {**answer["schema"], "components": document["components"]}
            for media_type, answer in operation["responses"]["200"]["content"].items()
        }
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if any(each["name"] == "fields" for each in operation["parameters"])
        and "200" in operation["responses"]
    }


def _loosened(part: Any) -> Any:
    """Without anything that must be there. Alternatives then overlap, so that one of several may be all of them."""
    if isinstance(part, list):
        return [_loosened(each) for each in part]
    if not isinstance(part, dict):
        return part
    left = {name: value for name, value in part.items() if name != "discriminator"}
    if isinstance(left.get("required"), list):
        del left["required"]
    return {"anyOf" if name == "oneOf" else name: _loosened(value) for name, value in left.items()}


def _configuration(known: Known, folder: Path) -> str:
    """In TOML, whose strings are JSON's."""
    lines = [
        f"hooks = {json.dumps(str(folder / 'hooks.py'))}",
        "request-timeout = 60",
        "max-redirects = 0",
        "[generation]",
        'database = "none"',
        "[checks]",
        *(f"{name}.enabled = false" for name in LEFT_OUT),
    ]
    bound = known.values()
    for number, values in enumerate(bound.values()):
        lines += [f"[dictionaries.known{number}]", f"values = {json.dumps(list(values))}"]
    lines.append("[parameters]")
    for number, place in enumerate(bound):
        lines.append(f"{json.dumps(place)} = {{ dictionary = 'known{number}', probability = {OFTEN} }}")
    return "\n".join(lines)
