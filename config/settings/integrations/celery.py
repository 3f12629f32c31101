"""Celery wakes and works; the database decides. A message may be late, doubled or lost, and no promise rests on one.

Redis carries the messages where `REDIS_URL` is set. Else kombu's filesystem transport does, in `VAR_DIR`: slow and
losable, which is allowed, because the rows in the database are swept every few seconds all the same.
"""

from typing import Any

from config.env import env

SWEEP_SECONDS = 5.0
# Between two looks into the folder of messages. kombu's own second is paid for each message that a busy worker takes;
# more sweeps are sent in that time than it could take, and they would expire unread.
POLL_SECONDS = 0.1
TASK_SECONDS = 10 * 60
# Longer than the longest task, or Redis hands a task that is still running to a second worker.
VISIBILITY_SECONDS = 2 * TASK_SECONDS


def _filesystem_transport() -> dict[str, Any]:
    """Options of kombu's filesystem transport. Makes its folders: kombu does not make them all."""
    root = env.var_dir / "celery"
    for folder in ("messages", "control"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(root / "messages"),
        "data_folder_out": str(root / "messages"),
        "control_folder": str(root / "control"),
        "store_processed": False,
        "polling_interval": POLL_SECONDS,
    }


CELERY_BROKER_URL = env.redis_url or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": VISIBILITY_SECONDS} if env.redis_url else _filesystem_transport()
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = TASK_SECONDS
CELERY_TASK_SOFT_TIME_LIMIT = TASK_SECONDS - 30
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Remote control is one file a command on the filesystem transport, read by polling: nothing there would use it.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(env.redis_url)
CELERY_TIMEZONE = "UTC"

# A sweep that finds the one before it still waiting is of no use: it expires with the next tick.
CELERY_BEAT_SCHEDULE = {
    "publishing-sweep": {
        "task": "cms.publishing.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "publishing-rehearsals": {
        "task": "cms.publishing.tasks.rehearse",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "publishing-mails": {
        "task": "cms.publishing.tasks.tell",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "events-sweep": {
        "task": "cms.events.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "editions-sweep": {
        "task": "cms.editions.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "images-sweep": {
        "task": "cms.images.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "related-sweep": {
        "task": "cms.related.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "purging-sweep": {
        "task": "cms.purging.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(env.var_dir / "celerybeat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = SWEEP_SECONDS
# Written after so many messages, every half minute or so: a file that stays old tells that beat hangs.
CELERY_BEAT_SYNC_EVERY = 10
