"""The VCL that is shipped, in a real Varnish, before an origin whose every answer the test chooses."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from itertools import count

import pytest
from django.conf import settings

from cms.purging.caches import http
from cms.purging.caches.http import NotPurged
from cms.purging.caches.varnish import Varnish
from tests.integration.purging.conftest import served
from tests.varnish import VCL, Answer, RunningVarnish

pytestmark = [pytest.mark.varnish, pytest.mark.slow, pytest.mark.any_database]

PAGE = "/api/v2/pages/12/"
KEPT = "public, max-age=0, s-maxage=60, stale-while-revalidate=60, stale-if-error=3600"


@dataclass
class Origin:
    """Answers ``content`` with these headers. ``asked``: the paths; ``hold``: cleared, an answer waits for it after it
    was made."""

    port: int = 0
    content: str = "old"
    status: int = 200
    healthy: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    seen: list[dict[str, str]] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    made: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def origin() -> Iterator[Origin]:
    state = Origin(headers={"Cache-Control": KEPT, "Surrogate-Key": "page-12 entity-5 api", "ETag": '"1"'})
    state.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/healthz":
                self._answer(200 if state.healthy else 503, b"")
                return
            body, status, headers = state.content.encode(), state.status, dict(state.headers)
            state.asked.append(self.path)
            state.seen.append(dict(self.headers.items()))
            state.made.set()
            state.hold.wait(20)
            self._answer(status, body, headers)

        do_HEAD = do_POST = do_GET  # noqa: N815 - http.server's names

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    with served(Handler) as port:
        state.port = port
        yield state
        state.hold.set()


@pytest.fixture
def varnish(origin: Origin, varnish_before: Callable[..., RunningVarnish]) -> RunningVarnish:
    return varnish_before(origin.port)


def purge(varnish: RunningVarnish, *keys: str) -> None:
    Varnish(varnish.purge_server).purge(keys)


def test_an_answer_is_kept_and_dropped_by_any_of_its_keys(origin: Origin, varnish: RunningVarnish) -> None:
    for key in ("page-12", "entity-5", "api"):
        varnish.get(PAGE)
        assert varnish.get(PAGE).cache == "HIT"
        origin.content = f"new by {key}"
        purge(varnish, "page-99", key)
        answer = varnish.get(PAGE)
        assert (answer.cache, answer.content.decode()) == ("MISS", f"new by {key}")


def test_another_key_leaves_it(origin: Origin, varnish: RunningVarnish) -> None:
    varnish.get(PAGE)
    purge(varnish, "page-1", "page-120", "entity")
    assert varnish.get(PAGE).cache == "HIT"


def test_what_was_on_its_way_before_the_purge_is_not_kept(origin: Origin, varnish: RunningVarnish) -> None:
    """It was made before the commit, and arrives after the purge. Who asks after the purge does not get it, either."""
    origin.hold.clear()
    early: list[Answer] = []
    slow = threading.Thread(target=lambda: early.append(varnish.get(PAGE)))
    slow.start()
    assert origin.made.wait(5)
    origin.content = "new"
    purge(varnish, "page-12")
    late: list[Answer] = []
    joined = threading.Thread(target=lambda: late.append(varnish.get(PAGE)))
    joined.start()
    time.sleep(0.2)
    origin.hold.set()
    slow.join()
    joined.join()
    assert early[0].content == b"old"
    assert late[0].content == b"new"
    assert varnish.get(PAGE).content == b"new"
    assert varnish.get(PAGE).cache == "HIT", "only what was on its way is left out, not what comes after"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_version_a_reader_has_is_confirmed_from_the_cache(
    origin: Origin, varnish: RunningVarnish, method: str
) -> None:
    varnish.get(PAGE)
    answer = varnish.get(PAGE, method=method, If_None_Match='"1"')
    assert (answer.status, answer.content, answer.cache) == (304, b"", "HIT")
    assert answer.headers["Cache-Control"] == KEPT
    assert len(origin.asked) == 1


def test_a_date_confirms_nothing(origin: Origin, varnish: RunningVarnish) -> None:
    origin.headers["Last-Modified"] = "Mon, 02 Mar 2026 09:00:00 GMT"
    varnish.get(PAGE)
    answer = varnish.get(PAGE, If_Modified_Since="Mon, 02 Mar 2026 09:00:00 GMT")
    assert (answer.status, answer.content) == (200, b"old")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v2/preview/?path=/x/", {}),
        (f"{PAGE}?as_of=2026-03-03T00:00:00Z", {}),
        ("/api/v2/preview/?token=abc&path=/x/", {}),
        (PAGE, {"Authorization": "Bearer abc"}),
        (PAGE, {"If_Match": '"1"'}),
        ("/admin/", {}),
        ("/media/images/one.jpg", {}),
        ("/documents/1/x.pdf", {}),
    ],
)
def test_what_is_for_one_person_or_no_answer_of_the_api_is_passed_on(
    origin: Origin, varnish: RunningVarnish, path: str, headers: dict[str, str]
) -> None:
    assert [varnish.get(path, **headers).cache for _ in range(2)] == ["PASS", "PASS"]
    assert origin.asked == [path, path]


def test_a_post_is_passed_on(origin: Origin, varnish: RunningVarnish) -> None:
    assert varnish.get(PAGE, method="POST").cache == "PASS"


def test_cookies_make_no_difference_to_the_api_and_reach_the_admin(
    origin: Origin, varnish: RunningVarnish
) -> None:
    varnish.get(PAGE, Cookie="sessionid=one")
    assert varnish.get(PAGE, Cookie="sessionid=two").cache == "HIT"
    varnish.get("/admin/", Cookie="sessionid=one")
    assert ["Cookie" in seen for seen in origin.seen] == [False, True]


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "no-store", "Surrogate-Key": "page-12"},
        {"Cache-Control": KEPT},
        {"Surrogate-Key": "page-12"},
        {"Cache-Control": KEPT.replace("s-maxage=60", "s-maxage=0"), "Surrogate-Key": "page-12"},
    ],
    ids=["no-store", "no key", "no lifetime", "not a second"],
)
def test_what_may_not_be_kept_or_could_not_be_purged_is_not_kept(
    origin: Origin, varnish: RunningVarnish, headers: dict[str, str]
) -> None:
    headers = {name: re.sub("(revalidate|error)=[0-9]+", r"\1=0", value) for name, value in headers.items()}
    origin.headers = headers
    varnish.get(PAGE)
    origin.content = "new"
    assert varnish.get(PAGE).content == b"new"
    origin.headers = {"Cache-Control": KEPT, "Surrogate-Key": "page-12"}
    varnish.get(PAGE)
    assert varnish.get(PAGE).cache == "HIT", "once it may be kept, it is"


def test_a_host_has_answers_of_its_own(origin: Origin, varnish: RunningVarnish) -> None:
    varnish.get(PAGE, Host="one.example")
    assert varnish.get(PAGE, Host="two.example").cache == "MISS"


def test_readers_are_not_told_the_keys(origin: Origin, varnish: RunningVarnish) -> None:
    origin.headers["Cache-Tag"] = "page-12"
    for _ in range(2):
        assert {"surrogate-key", "cache-tag", "xkey"}.isdisjoint(
            name.lower() for name in varnish.get(PAGE).headers
        )


def test_only_the_listener_for_purges_purges_and_it_does_nothing_else(
    origin: Origin, varnish: RunningVarnish
) -> None:
    varnish.get(PAGE)
    assert varnish.get(PAGE, method="PURGE", xkey="page-12").status == 403
    assert varnish.get(PAGE).cache == "HIT"
    with pytest.raises(NotPurged, match="400"):
        http.send("PURGE", varnish.purge_server, headers={})
    with pytest.raises(NotPurged, match="403"):
        http.send("GET", f"{varnish.purge_server}{PAGE}", headers={})


def test_a_purge_holds_as_many_keys_as_a_request_may(origin: Origin, varnish: RunningVarnish) -> None:
    cache = Varnish(varnish.purge_server)
    varnish.get(PAGE)
    cache.purge(
        [*(f"a-kind-of-objects-{2**62 + number}" for number in range(cache.most_keys - 1)), "page-12"]
    )
    assert varnish.get(PAGE).cache == "MISS"


def test_it_is_stale_for_a_moment_while_it_is_fetched_anew(origin: Origin, varnish: RunningVarnish) -> None:
    origin.headers["Cache-Control"] = KEPT.replace("s-maxage=60", "s-maxage=1")
    varnish.get(PAGE)
    time.sleep(1.2)
    origin.content = "new"
    answer = varnish.get(PAGE)
    assert (answer.cache, answer.content) == ("STALE", b"old")
    deadline = time.monotonic() + 5
    while varnish.get(PAGE).content != b"new":
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_answer_that_may_not_be_stale_is_not(origin: Origin, varnish: RunningVarnish) -> None:
    """Something runs out then: ``left`` is used up by the lifetime."""
    origin.headers["Cache-Control"] = (
        "public, max-age=0, s-maxage=1, stale-while-revalidate=0, stale-if-error=0"
    )
    varnish.get(PAGE)
    time.sleep(1.2)
    origin.content = "new"
    assert varnish.get(PAGE).content == b"new"


def test_a_purge_leaves_nothing_to_be_served_stale(origin: Origin, varnish: RunningVarnish) -> None:
    origin.headers["Cache-Control"] = KEPT.replace("s-maxage=60", "s-maxage=1")
    varnish.get(PAGE)
    time.sleep(1.2)
    origin.content = "new"
    purge(varnish, "page-12")
    assert varnish.get(PAGE).content == b"new"


def test_a_fault_of_the_origin_does_not_replace_what_there_is(
    origin: Origin, varnish: RunningVarnish
) -> None:
    origin.headers["Cache-Control"] = KEPT.replace("s-maxage=60", "s-maxage=1")
    varnish.get(PAGE)
    time.sleep(1.2)
    origin.status = 500
    for _ in range(3):
        answer = varnish.get(PAGE)
        assert (answer.status, answer.content) == (200, b"old")
        time.sleep(0.1)


def test_while_the_origin_is_away_what_is_kept_is_served_and_the_rest_is_a_problem(
    origin: Origin, varnish_before: Callable[..., RunningVarnish]
) -> None:
    varnish = varnish_before(origin.port, probed=True)
    origin.headers["Cache-Control"] = KEPT.replace("s-maxage=60, stale-while-revalidate=60", "s-maxage=1")
    varnish.get(PAGE)
    origin.healthy = False
    deadline = time.monotonic() + 15
    others = (varnish.get(f"/api/v2/pages/{number}/") for number in count(13))
    while (missing := next(others)).status != 503:
        assert time.monotonic() < deadline
        time.sleep(0.3)
    assert varnish.get(PAGE).content == b"old"
    assert missing.headers["Content-Type"] == "application/problem+json"
    assert json.loads(missing.content)["status"] == 503
    assert missing.headers["Cache-Control"] == "no-store"


def test_the_vcl_knows_how_long_answers_may_be_stale() -> None:
    assert f"set req.grace = {settings.API_STALE_WHILE_REVALIDATE_SECONDS}s;" in VCL.read_text()
