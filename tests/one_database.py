"""What says the same on every database, so that one of the two runs of `make test` is enough for it.

Tests of pure functions, of the tree, of the API's document and of what editors see in a browser. The longest story of
the browser runs on both all the same: in it a browser, a server of many threads and the clock meet on one database.
Elsewhere a test is marked `any_database`; what a database might change is never marked.
"""

from __future__ import annotations

from pathlib import Path

import pytest

# Not config's: whoever imports that has chosen the settings, and the runner of all tests reads this file.
ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("tests/architecture/", "tests/unit/", "tests/contract/", "tests/browser/")
EXCEPT = ("tests/browser/test_editors_walk.py",)
OPTION = "--leave-out-any-database"


def says_the_same_everywhere(item: pytest.Item) -> bool:
    place = item.path.relative_to(ROOT).as_posix()
    if place in EXCEPT:
        return False
    return place.startswith(FOLDERS) or item.get_closest_marker("any_database") is not None
