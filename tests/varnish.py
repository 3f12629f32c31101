"""A real Varnish with the VCL that is shipped, on ports of its own, before an origin on this machine."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# No settings are read here: the benchmark chooses them later.
VCL = Path(__file__).resolve().parent.parent / "deploy" / "varnish" / "default.vcl"
START_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def cache(self) -> str:
        """HIT, STALE, MISS or PASS."""
        return self.headers["X-Cache"] or ""


@dataclass(frozen=True)
class RunningVarnish:
    """``port``: where readers ask; ``purge_server``: the address for purges."""

    port: int
    purge_server: str

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        return ask(self.port, path, method=method, **headers)


def ask(port: int, path: str, *, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        named = {"Host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection.request(method, path, headers=named)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def varnishd() -> str | None:
    """The path of a Varnish that has the modules the VCL needs."""
    binary = shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin")
    modules = [*Path("/usr/lib").glob("*/varnish/vmods/*"), *Path("/usr/lib/varnish/vmods").glob("*")]
    modules += Path("/usr/local/lib/varnish/vmods").glob("*")
    names = {module.name for module in modules}
    return binary if {"libvmod_xkey.so", "libvmod_var.so"} <= names else None


@contextmanager
def running(
    folder: Path, *, origin: int, probed: bool = False, purge_port: int | None = None
) -> Iterator[RunningVarnish]:
    """Varnish before the port ``origin``, ended with the block. ``probed``: it asks the origin for its health."""
    port, purge_port = free_port(), purge_port or free_port()
    binary = varnishd()
    assert binary is not None
    folder.mkdir(parents=True, exist_ok=True)
    vcl = folder / "default.vcl"
    vcl.write_text(_vcl(origin, probed=probed))
    command = [
        *(binary, "-F", "-n", str(folder / "work"), "-f", str(vcl), "-s", "malloc,64m"),
        *("-a", f"http=127.0.0.1:{port}", "-a", f"purge=127.0.0.1:{purge_port}"),
        *("-p", "thread_pools=1", "-p", "thread_pool_min=20", "-p", "thread_pool_max=200"),
        *(("-j", "none") if os.geteuid() == 0 else ()),
    ]
    with (folder / "varnish.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(port, process, folder / "varnish.log")
            yield RunningVarnish(port, f"http://127.0.0.1:{purge_port}")
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _vcl(origin: int, *, probed: bool) -> str:
    """As shipped, but for where the origin is."""
    text = VCL.read_text()
    changes = {'.host = "web";': '.host = "127.0.0.1";', '.port = "8000";': f'.port = "{origin}";'}
    for shipped, here in changes.items():
        assert text.count(shipped) == 1
        text = text.replace(shipped, here)
    without_probe = re.sub(r"\.probe = \{.*?\}\n", "", text, count=1, flags=re.DOTALL)
    return text if probed else without_probe


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(log.read_text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
