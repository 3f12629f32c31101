"""Brings the database up to date and loads the demo content: `python -m config.demo`.

All in one process, because starting Django takes longer than any of it has to do on a second start.
"""

import django
from django.core.management import call_command

from config.env import choose_settings

FIRST_PUBLICATION_SECONDS = 90


def main() -> None:
    choose_settings()
    django.setup()
    call_command("migrate", verbosity=0)
    # With another PORT than before, the API has another address, and pages name it.
    call_command("render_editions", verbosity=0)
    call_command("load_demo", schedule_in=FIRST_PUBLICATION_SECONDS)


if __name__ == "__main__":
    main()
