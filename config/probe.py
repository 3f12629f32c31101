"""Tells a container engine whether the process beside it works: `python -m config.probe web|worker|beat`.

Exit code 0 when it does; else 1, and a line that says why.
"""

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from config.env import env

SECONDS = 4
# Beat writes its file after every ten messages, about each 25 s.
BEAT_SILENCE = 120


def web() -> str | None:
    """Why the web process is not well; None when it is."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{env.port}/healthz", timeout=SECONDS):
            return None
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        return f"/healthz: {error}"


def worker() -> str | None:
    """Why no worker of this machine answers over the broker; None when one does."""
    from config.celery import worker_answers

    return None if worker_answers(timeout=SECONDS) else "the worker does not answer"


def beat() -> str | None:
    """Why beat seems to hang; None when it wrote lately."""
    written = [path.stat().st_mtime for path in env.var_dir.glob("celerybeat-schedule*")]
    silent = time.time() - max(written, default=0.0)
    return None if silent < BEAT_SILENCE else f"beat has written nothing for {BEAT_SILENCE} s"


PROBES: dict[str, Callable[[], str | None]] = {"web": web, "worker": worker, "beat": beat}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in PROBES:
        sys.stderr.write(f"usage: python -m config.probe {'|'.join(PROBES)}\n")
        return 2
    trouble = PROBES[arguments[0]]()
    if trouble:
        sys.stderr.write(trouble + "\n")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
