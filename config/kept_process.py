"""Runs a module until it ends by itself or its keeper is gone: `python -m config.kept_process config.web`.

A keeper holds the other end of this process's standard input (see `config.kept_child`). However the keeper ends,
kill -9 included, that pipe closes; then the module is asked to end, as by SIGTERM.
"""

import os
import runpy
import signal
import sys
import threading


def main(arguments: list[str]) -> None:
    threading.Thread(target=_end_with_the_keeper, name="keeper", daemon=True).start()
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


def _end_with_the_keeper() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
