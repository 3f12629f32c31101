"""What Schemathesis does with each case: loaded by it, in its own environment (tests/contract/fuzzing.py).

Half of the well-formed cases lose all but a few parameters: with thirty of them at once, nearly every question would be
refused for one, and the answers that say something would hardly be looked at. Those about the past or a release get a
pass, every other time. What was asked and answered is counted.
"""

import atexit
import json
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import schemathesis

HERE = Path(__file__).parent
PARTS: dict[str, Any] = json.loads((HERE / "parts.json").read_text())
PASSES: dict[str, str] = json.loads((HERE / "passes.json").read_text())
TREES = "application/vnd.formulary.ast+json"
FEW = 2
asked: Counter[tuple[str, int]] = Counter()


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or not case.query:
        return case
    chance = zlib.crc32(repr(sorted(case.query.items())).encode("utf-8", "backslashreplace"))
    if chance % 2:
        required = {each.name for each in case.operation.query if each.is_required}
        optional = sorted(set(case.query) - required, key=lambda name: zlib.crc32(f"{chance}{name}".encode()))
        for name in optional[(chance >> 1) % (FEW + 1) :]:
            del case.query[name]
    allowed = PASSES.get(case.operation.path)
    if allowed is not None and (chance >> 8) % 2:
        case.headers["Authorization"] = f"Bearer {allowed}"
    return case


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether it is one. Where `fields` chose, what was left out is none; what is there must be as it should."""
    if type(failure).__name__ != "JsonSchemaError" or "fields" not in case.query:
        return True
    label = case.operation.label
    media_type = TREES if case.query.get("rich_text_format") == "ast" else "application/json"
    if media_type not in PARTS.get(label, ()) or response.status_code != 200:
        return True
    return not jsonschema_rs.validator_for(PARTS[label][media_type]).is_valid(response.json())


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    asked[case.operation.label, response.status_code] += 1


@atexit.register
def _write() -> None:
    rows = [[label, status, count] for (label, status), count in sorted(asked.items())]
    (HERE / "asked.json").write_text(json.dumps(rows))
