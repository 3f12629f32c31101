"""Caches that stand before the API: a real Varnish, and servers that write down what the others would be sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pytest_django import Settings

from cms.events import consumers
from cms.events.consumers import Consumer
from cms.events.models import EventKind
from cms.purging.consumers import NAME, ask_for_purge
from tests.varnish import RunningVarnish, running, varnishd


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("varnish") and varnishd() is None:
            item.add_marker(
                pytest.mark.skip(reason="NOT TESTED: no varnishd with vmod xkey could be found here")
            )


@pytest.fixture
def _purging_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that was started with caches."""
    told = Consumer(NAME, frozenset(EventKind.values), ask_for_purge)
    monkeypatch.setitem(consumers._consumers, NAME, told)


@pytest.fixture
def use_varnish(settings: Settings, _purging_is_told: None) -> Callable[..., None]:
    def use(*servers: str) -> None:
        settings.PURGE_CACHES = ("varnish",)
        settings.VARNISH_SERVERS = servers

    return use


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Recorder:
    """A server that answers ``status`` and ``answer``, and keeps what it was asked."""

    url: str = ""
    status: int = 200
    answer: bytes = b"{}"
    asked: list[Asked] = field(default_factory=list)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    record = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            record.asked.append(Asked(self.command, self.path, dict(self.headers.items()), body))
            self.send_response(record.status)
            self.send_header("Content-Length", str(len(record.answer)))
            self.end_headers()
            self.wfile.write(record.answer)

        do_POST = do_PURGE = handle_any  # noqa: N815 - http.server's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    with served(Handler) as port:
        record.url = f"http://127.0.0.1:{port}"
        yield record


class served:  # noqa: N801 - used as a function
    """A server of ``handler`` on a port of its own, for as long as the block."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        return int(self._server.server_address[1])

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def varnish_before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., RunningVarnish]]:
    """``varnish_before(port)``: a Varnish before that origin, ended with the test."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(origin: int, *, probed: bool = False) -> RunningVarnish:
            folder: Path = tmp_path_factory.mktemp("varnish")
            return stack.enter_context(running(folder, origin=origin, probed=probed))

        yield start
