"""A child process that is started again when it dies, and asked to end when its keeper ends."""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from config.env import BASE_DIR

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """Seconds before the first restart, doubled before each next one up to `longest`; a run of `steady` seconds or
    more starts the count anew."""

    first: float = 0.5
    longest: float = 30.0
    steady: float = 60.0

    def after(self, delay: float, *, ran: float) -> float:
        """The delay that follows `delay`, after a run of `ran` seconds. Before the first restart, `delay` is 0."""
        if ran >= self.steady or not delay:
            return self.first
        return min(delay * 2, self.longest)


class KeptChild:
    """Keeps one run of `command` alive from threads of its own. Call `start` once, then `stop` once.

    The child's standard input is a pipe that the keeper holds and never writes to. However the keeper ends, kill -9
    included, the kernel closes it: a child that exits at end-of-file never outlives its keeper.

    `on_line` receives each line of the child's output, without its newline; without it the child writes where the
    keeper writes.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        backoff: Backoff | None = None,
        on_line: Callable[[str], None] | None = None,
    ) -> None:
        self.name = name
        self._command = list(command)
        self._backoff = backoff or Backoff()
        self._on_line = on_line
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name=f"keep-{name}", daemon=True)

    @property
    def pid(self) -> int | None:
        """The running child's process id; None between two runs."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def start(self) -> None:
        # A process that the keeper forks later would hold the pipe open and let the child outlive the keeper.
        os.register_at_fork(after_in_child=self._close_pipe)
        self._thread.start()

    def stop(self, *, patience: float = 10.0) -> None:
        """Ask the child to end, kill it after `patience` seconds, return when it is gone."""
        self.ask_to_stop()
        process = self._process
        if process is None:
            return
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            logger.warning("%s did not end within %.0f s and is killed", self.name, patience)
            process.kill()
        self._thread.join(patience)

    def ask_to_stop(self) -> None:
        """Send SIGTERM, the first time only, and return at once. No restart follows."""
        with self._lock:
            asked_before = self._stopping.is_set()
            self._stopping.set()
            process = self._process
        # To Celery a second signal means: at once, whatever runs.
        if process is not None and not asked_before:
            process.terminate()

    def _keep(self) -> None:
        delay = 0.0
        while process := self._spawn():
            started = time.monotonic()
            if self._on_line and process.stdout:
                self._relay(process.stdout, self._on_line)
            code = process.wait()
            self._close_pipe()
            if self._stopping.is_set():
                return
            delay = self._backoff.after(delay, ran=time.monotonic() - started)
            logger.warning("%s ended with code %s; starting it again in %.1f s", self.name, code, delay)
            self._stopping.wait(delay)

    def _spawn(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._stopping.is_set():
                return None
            self._process = subprocess.Popen(
                self._command,
                cwd=BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if self._on_line else None,
                stderr=subprocess.STDOUT if self._on_line else None,
                # Ctrl-C in a terminal goes to a whole process group. It is for the keeper, which ends the child.
                process_group=0,
            )
            return self._process

    @staticmethod
    def _relay(output: IO[bytes], on_line: Callable[[str], None]) -> None:
        with output:
            for line in output:
                on_line(line.decode(errors="replace").rstrip("\r\n"))

    def _close_pipe(self) -> None:
        process = self._process
        if process and process.stdin:
            process.stdin.close()
