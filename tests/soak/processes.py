"""Formulary's processes, two of each and more, of which any may be killed at any moment and is started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests import services
from tests.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = ("-m", "celery", "--quiet", "-A", "config", "worker", "--concurrency", "2")
COMMANDS = {
    "worker 1": (*WORKER, "-n", "one@%h"),
    "worker 2": (*WORKER, "-n", "two@%h"),
    "beat": ("-m", "celery", "--quiet", "-A", "config", "beat", "--pidfile="),
    # Those of the workers begin nothing early in their first minute, and seldom grow older here.
    "clock 1": ("manage.py", "run_clock", "--wary-for", "3"),
    "clock 2": ("manage.py", "run_clock", "--wary-for", "3"),
}
DOWN = 3.0


@dataclass
class Processes:
    """All of them. ``port``: of the Redis server that they use, which is killed, too."""

    cluster: Cluster
    folder: Path
    port: int
    killed: Counter[str] = field(default_factory=Counter)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    redis: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """Start what is not running."""
        self.cluster.start()
        if self.redis is None or self.redis.poll() is not None:
            self.redis = self._start_redis()
        for name, command in COMMANDS.items():
            process = self.running.get(name)
            if process is None or process.poll() is not None:
                self.running[name] = self._start(name, command)

    def kill_something(self, chance: random.Random) -> None:
        """kill -9 of a process, a pool's child or a worker's clock; now and then of a server."""
        what = chance.random()
        if what < 0.06:
            self.killed["PostgreSQL, immediate stop"] += 1
            self.cluster.stop("immediate")
            time.sleep(DOWN * chance.random())
        elif what < 0.14 and self.redis is not None:
            self.killed["Redis"] += 1
            self.redis.kill()
            self.redis.wait()
            time.sleep(DOWN * chance.random())
        elif what < 0.2:
            self._send(chance, signal.SIGTERM)
        else:
            self._send(chance, signal.SIGKILL)

    def end(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if self.redis is not None:
            self.redis.kill()
            self.redis.wait()

    def _send(self, chance: random.Random, number: signal.Signals) -> None:
        name, pid, is_child = chance.choice(list(self._alive()))
        self.killed[f"{name.split()[0]}{' child' if is_child else ''}, {number.name}"] += 1
        os.kill(pid, number)

    def _alive(self) -> list[tuple[str, int, bool]]:
        """Each process that is there, its pool's children and its clock included."""
        groups = {process.pid: name for name, process in self.running.items() if process.poll() is None}
        table = subprocess.run(
            ["ps", "-eo", "pid=,pgid=,ppid="], capture_output=True, text=True, check=True
        ).stdout
        rows = [tuple(map(int, line.split())) for line in table.splitlines()]
        return [(groups[group], pid, pid != group) for pid, group, _ in rows if group in groups]

    def _start(self, name: str, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _start_redis(self) -> subprocess.Popen[bytes]:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir"]
        process = subprocess.Popen([*command, str(self.folder)], stdout=subprocess.DEVNULL)
        services._comes_up(f"redis://127.0.0.1:{self.port}/0")
        return process
