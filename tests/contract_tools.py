"""Finds what reads the API's document as strangers do: `make` puts it beside the environment that runs the tests."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

# No settings are read here: the runner of all tests asks before there are any.
FOLDER = Path(f"{sys.prefix}-contract")


def fuzzer() -> Path | None:
    """The command of Schemathesis."""
    return _there("bin/schemathesis")


def python_client_generator() -> Path | None:
    """The command of openapi-python-client; the clients it makes run with the Python beside it."""
    return _there("bin/openapi-python-client")


def typescript() -> Path | None:
    """The folder of `tsc` and `openapi-typescript`, where there is a Node to run them."""
    return _there("node_modules/.bin") if shutil.which("node") else None


def _there(place: str) -> Path | None:
    path = FOLDER / place
    return path if path.exists() else None
