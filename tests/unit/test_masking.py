"""No secret that stands in an address gets into a log."""

from __future__ import annotations

import json
import logging

import pytest

from config.json_log import JsonFormatter
from config.masking import MaskingFormatter
from config.web import ACCESS_LOG_FORMAT, AccessFilter, log_config

SECRET = "eyJyZWxlYXNlIjoxfQ:a-_9"
LINES = [
    f"GET /api/v2/preview/?token={SECRET}&path=/new/ HTTP/1.1",
    f"GET /api/v2/preview/?path=/new/&token={SECRET} HTTP/1.1",
    f"GET /calendar/{SECRET}.ics HTTP/1.1",
]


@pytest.mark.parametrize("formatter", [MaskingFormatter(), JsonFormatter()])
@pytest.mark.parametrize("line", LINES)
def test_the_secret_is_left_out_and_the_rest_is_there(formatter: logging.Formatter, line: str) -> None:
    record = logging.makeLogRecord(
        {"msg": '%(h)s "%(r)s" %(s)s', "args": ({"h": "::1", "r": line, "s": 200},)}
    )
    record.args = {"h": "::1", "r": line, "s": 200}

    written = formatter.format(record)

    assert SECRET not in written
    assert line.replace(SECRET, "***") in written.replace('\\"', '"')


def test_neither_is_it_in_a_traceback_nor_beside_the_message() -> None:
    error = ValueError(LINES[0])
    told = (type(error), error, None)
    record = logging.makeLogRecord({"msg": "failed", "exc_info": told, "request": LINES[1]})

    for formatter in (MaskingFormatter(), JsonFormatter()):
        assert SECRET not in formatter.format(record)
    assert json.loads(JsonFormatter().format(record))["request"].endswith("token=*** HTTP/1.1")


def test_every_line_of_the_web_process_is_written_by_one_of_these() -> None:
    assert {kind["()"] for kind in log_config()["formatters"].values()} == {
        "config.masking.MaskingFormatter",
        "config.json_log.JsonFormatter",
    }
    assert set(log_config()["handlers"]) == {"stdout"}


def access(path: str, status: int = 200, query: str = "") -> logging.LogRecord:
    record = logging.makeLogRecord({"msg": ACCESS_LOG_FORMAT})
    record.args = {
        "addr": "::1",
        "method": "GET",
        "path": path,
        "query_string": query,
        "protocol": "HTTP/1.1",
        "status": status,
        "dt_ms": 1.0,
    }
    return record


def test_a_line_of_the_access_log_is_one_line_whatever_is_asked() -> None:
    record = access("/x\nGET /admin/", 404, query=f"token={SECRET}")

    assert AccessFilter().filter(record)
    assert MaskingFormatter().format(record) == '::1 "GET /x%0AGET%20/admin/?token=*** HTTP/1.1" 404 1.0ms'


def test_a_probe_that_went_well_is_not_logged_and_one_that_failed_is() -> None:
    assert not AccessFilter().filter(access("/healthz"))
    assert AccessFilter().filter(access("/healthz", 503))
