"""Log lines without what opens doors: addresses are logged, and some have a secret in them."""

import logging
import re

# The pass to a release's preview, and the address of somebody's calendar.
_SECRETS = re.compile(r"""(?<=[?&]token=)[^&\s"'\\<>]+|(?<=/calendar/)[^/\s"'\\<>]+(?=\.ics)""")


def masked(text: str) -> str:
    return _SECRETS.sub("***", text)


class MaskingFormatter(logging.Formatter):
    """Masks the line as it is written, so that tracebacks are seen to, too."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
