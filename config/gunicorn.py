"""How gunicorn serves the web process: `gunicorn --config python:config.gunicorn config.wsgi`."""

import logging
from pathlib import Path

from config.env import env
from config.settings.integrations.logging import LOGGING

bind = f"{env.bind_host}:{env.port}"
workers = env.web_processes
worker_class = "gthread"
threads = 4
# The code is read once, and the worker processes share its memory.
preload_app = True
# A search may be long, and an answer of gunicorn's own would be no problem document.
limit_request_line = 8190
# An import or a bulk action in the admin may take a while; a worker that hangs is replaced after this many seconds.
timeout = 60
graceful_timeout = 20
# Memory that leaks in C libraries comes back now and then, not in all workers at once.
max_requests = 5000
max_requests_jitter = 500
# The workers' heartbeat is a file; on a disk it can stall behind the disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes an unnamed file there
# A socket in the user's home, for a control tool that nothing here uses.
control_socket_disable = True


def is_no_probe(record: logging.LogRecord) -> bool:
    """False for a health probe that went well: there are many, and they say nothing."""
    return not ("/healthz" in record.getMessage() and "200" in record.getMessage())


accesslog = "-"
access_log_format = '%(h)s "%(r)s" %(s)s %(b)s %(M)sms'
logconfig_dict = {
    **LOGGING,
    "filters": {"no_probes": {"()": "django.utils.log.CallbackFilter", "callback": is_no_probe}},
    "loggers": {
        **LOGGING["loggers"],
        "gunicorn.error": {"level": "INFO", "propagate": True, "handlers": []},
        "gunicorn.access": {"level": "INFO", "propagate": True, "handlers": [], "filters": ["no_probes"]},
    },
}
