"""The web process: `python -m config.web` serves the admin and the API until it is asked to end."""

import ctypes
import logging
import signal
from typing import Any
from urllib.parse import quote

from granian.constants import HTTPModes, Interfaces
from granian.server.mp import MPServer

from config.env import env
from config.settings.integrations.logging import LOGGING

# Of each worker process: one that waits for a slow client or for the database holds up no other request.
THREADS = 4
# Seconds for the requests in hand once it is asked to end.
PATIENCE = 20
# Seconds after which a worker process is replaced, one after the other: memory that leaks in C libraries comes back.
LIFETIME = 24 * 60 * 60
ACCESS_LOG_FORMAT = '%(addr)s "%(method)s %(path)s %(protocol)s" %(status)d %(dt_ms).1fms'
# <linux/prctl.h>
PR_SET_PDEATHSIG = 1


def main() -> None:
    server("config.web:make_application").serve()


def server(target: str) -> MPServer:
    """``target``: makes a WSGI application, in each worker process."""
    return MPServer(
        target,
        factory=True,
        address=env.bind_host,
        port=env.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=env.web_processes,
        blocking_threads=THREADS,
        workers_kill_timeout=PATIENCE,
        workers_lifetime=LIFETIME,
        respawn_failed_workers=True,
        log_dictconfig=log_config(),
        log_access=True,
        log_access_format=ACCESS_LOG_FORMAT,
    )


def make_application() -> Any:
    """Called in each worker process."""
    _end_with_the_parent()
    from config.wsgi import application

    return application


def _end_with_the_parent() -> None:
    """A worker whose parent was killed would go on to answer at the port of its successor. Linux alone can tell."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class AccessFilter(logging.Filter):
    """Leaves out health probes that went well: there are many, and they say nothing. Writes addresses as they were
    asked: granian hands over the path decoded, and a line feed in it would begin a line of the reader's own making.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        asked = record.args
        if not isinstance(asked, dict):
            return True
        if asked["path"] == "/healthz" and asked["status"] == 200:
            return False
        query = f"?{asked['query_string']}" if asked["query_string"] else ""
        record.args = {**asked, "path": f"{quote(asked['path'])}{query}"}
        return True


def log_config() -> dict[str, Any]:
    """All lines of the web process go where the others go, with the secrets in addresses masked."""
    return {
        **LOGGING,
        "filters": {"access": {"()": "config.web.AccessFilter"}},
        "loggers": {
            **LOGGING["loggers"],
            "_granian": {"handlers": [], "propagate": True},
            "granian.access": {"level": "INFO", "handlers": [], "filters": ["access"], "propagate": True},
        },
    }


if __name__ == "__main__":
    main()
