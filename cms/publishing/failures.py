"""What a failed try means: whose fault it was, what to tell the editor, and when to try again."""

from __future__ import annotations

import errno
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.utils import InterfaceError, OperationalError, ProgrammingError
from redis.exceptions import RedisError

from cms.core.problems import PublishRefused, SeveralRefused

TRIES_OF_ITS_OWN = 3
MOST_TOLD = 5
ITEM_WAITS = (timedelta(seconds=2), timedelta(seconds=15))
FIRST_OUTAGE_WAIT = timedelta(seconds=1)
LONGEST_OUTAGE_WAIT = timedelta(seconds=30)

# A table or column that is missing is a deployment on its way, and strikes every item alike.
_OUTAGES = (OperationalError, InterfaceError, ProgrammingError, RedisError, ConnectionError, TimeoutError)
_FULL_OR_BROKEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EROFS})


class Unpublishable(Exception):
    """Scheduled work that can't be done as it stands; the message tells the editor why."""


def is_outage(error: BaseException) -> bool:
    """Whether the machinery failed, not the item: such a failure is tried again without end."""
    return isinstance(error, _OUTAGES) or (isinstance(error, OSError) and error.errno in _FULL_OR_BROKEN)


def wait_after(error: BaseException, *, attempts: int, own_failures: int) -> timedelta | None:
    """How long to wait after a failed try, given the counts so far; None when it is of no use to try again."""
    if is_outage(error):
        return min(FIRST_OUTAGE_WAIT * 2 ** min(attempts - 1, 10), LONGEST_OUTAGE_WAIT)
    if own_failures >= TRIES_OF_ITS_OWN:
        return None
    return ITEM_WAITS[own_failures - 1]


def in_words(error: BaseException) -> str:
    """The failure as an editor is told it."""
    if isinstance(error, PublishRefused):
        return " ".join(str(problem) for problem in error.problems)
    if isinstance(error, SeveralRefused):
        return _several_in_words(error)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, Unpublishable):
        return str(error)
    detail = f"{type(error).__name__}: {error}"
    if is_outage(error):
        return f"The database or a service it needs could not be reached ({detail}). It is tried again by itself."
    return f"Something in it could not be turned into what readers see ({detail}). Tell whoever looks after the site."


def _several_in_words(error: SeveralRefused) -> str:
    told = [f"“{refusal.title}”: {in_words(refusal)}" for refusal in error.refused[:MOST_TOLD]]
    more = len(error.refused) - MOST_TOLD
    return " ".join([*told, f"And {more} more." if more > 0 else ""]).strip()
