import json
import logging

import pytest

from config.json_log import JsonFormatter


def format_record(message: str, *arguments: object, **fields: object) -> dict[str, object]:
    record = logging.makeLogRecord({"name": "cms.events", "levelname": "ERROR", "msg": message, **fields})
    record.args = arguments
    line = JsonFormatter().format(record)
    assert "\n" not in line
    return json.loads(line)


def test_a_record_is_one_object_on_one_line() -> None:
    line = format_record("delivery %s failed:\n%s", 7, "no route")

    assert line["message"] == "delivery 7 failed:\nno route"
    assert (line["level"], line["logger"]) == ("ERROR", "cms.events")
    assert str(line["time"]).endswith("+00:00")


def test_what_the_caller_added_is_a_field_of_its_own_and_hides_nothing() -> None:
    line = format_record("published", page=12, level="mine", when=object)

    assert line["page"] == 12
    assert line["level"] == "ERROR"
    assert line["when"] == "<class 'object'>"


def test_an_exception_brings_its_traceback() -> None:
    with pytest.raises(ValueError, match="unreadable") as caught:
        int("unreadable")

    line = format_record("failed", exc_info=(caught.type, caught.value, caught.tb))

    assert "ValueError: invalid literal" in str(line["exception"])
