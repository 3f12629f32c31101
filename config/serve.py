"""Every process of Formulary on one machine: `python -m config.serve`.

Web, worker and beat run until Ctrl-C, SIGTERM or the closing of the terminal; one that dies is started again. It is for
a desk, the demo and a single small server; on more machines, each process belongs to that platform's own supervisor.
"""

import argparse
import logging
import math
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from types import FrameType

from config.env import choose_settings, env
from config.kept_child import Backoff, KeptChild

PROCESSES = {
    "web": ["config.web"],
    # The filesystem transport has no use for talk between workers, and there is one worker.
    "worker": [
        *("celery", "--quiet", "-A", "config", "worker", "--concurrency", "2"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        # Messages only wake: those that piled up in files while no worker ran say nothing that the first sweep would
        # not find. Not on a server: a worker waits for it before it purges, and starts no clock meanwhile.
        *([] if env.redis_url else ["--purge"]),
    ],
    "beat": ["celery", "--quiet", "-A", "config", "beat", "--pidfile="],
}
logger = logging.getLogger(__name__)

# The worker starts even where the web process can't.
HEAD_START = 10.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Exit code 0 after a stop that was asked for, 1 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m config.serve", description=__doc__)
    parser.add_argument("--greeting", default="", help="a line to print when the web process answers")
    greeting: str = parser.parse_args().greeting
    choose_settings()
    logging.basicConfig(format="  keep | %(message)s", level=logging.INFO, stream=sys.stdout)
    if _port_is_taken():
        sys.stderr.write(f"Port {env.port} is in use. Choose another: PORT={env.port + 1} make demo\n")
        return 1
    _run_until_asked(greeting)
    return 0


def _run_until_asked(greeting: str) -> None:
    asked = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    children = [_child(name, command) for name, command in PROCESSES.items()]
    # The web process first and alone: it is what somebody waits for.
    children[0].start()
    answered = _wait_for_web(asked, seconds=HEAD_START)
    for child in children[1:]:
        child.start()
    if answered or _wait_for_web(asked):
        _greet(greeting)
    asked.wait()
    logger.info("stopping")
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop(patience=20)


def _child(name: str, command: list[str]) -> KeptChild:
    def show(line: str) -> None:
        sys.stdout.write(f"{name:>6} | {line}\n")
        sys.stdout.flush()

    return KeptChild(
        name,
        [sys.executable, "-m", "config.kept_process", *command],
        on_line=show,
        backoff=Backoff(longest=10.0, steady=20.0),
    )


def _wait_for_web(asked: threading.Event, *, seconds: float = math.inf) -> bool:
    """True when the web process answers; False when asked to stop before, or after `seconds` in vain."""
    deadline = time.monotonic() + seconds
    while not asked.wait(0.1) and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{env.port}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            continue
    return False


def _greet(greeting: str) -> None:
    here = f"http://localhost:{env.port}"
    lines = ["", f"  Admin  {here}/admin/", f"  API    {here}/api/v2/pages/", greeting and f"  {greeting}"]
    sys.stdout.write("\n".join([*filter(None, lines), "  Stop   Ctrl-C"]) + "\n")
    sys.stdout.flush()


def _port_is_taken() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.bind_host, env.port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
