"""Readers who ask as fast as they are answered: plain sockets, so that they cost little of the processor they share."""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

READERS = 4
END = b"\r\n\r\n"


@dataclass(frozen=True)
class Measured:
    """``seconds``: of each answer, in order of size; ``statuses``: how many of each."""

    rate: float
    seconds: list[float]
    statuses: Counter[int]

    def percentile(self, percent: int) -> float:
        return self.seconds[min(len(self.seconds) - 1, len(self.seconds) * percent // 100)]


def load(port: int, paths: Sequence[str], *, seconds: float, headers: str = "") -> Measured:
    """Ask for ``paths`` in turn for so long, by a few connections of a process of its own."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_run, args=(port, list(paths), seconds, headers, theirs))
    process.start()
    taken, statuses = ours.recv()
    process.join()
    return Measured(len(taken) / seconds, sorted(taken), statuses)


def _run(port: int, paths: list[str], seconds: float, headers: str, pipe: object) -> None:
    taken: list[float] = []
    statuses: Counter[int] = Counter()
    ends = time.perf_counter() + seconds
    threads = [
        threading.Thread(
            target=_ask, args=(port, paths[at::READERS] or paths, headers, ends, taken, statuses)
        )
        for at in range(READERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send((taken, statuses))  # type: ignore[attr-defined]


def _ask(
    port: int, paths: list[str], headers: str, ends: float, taken: list[float], statuses: Counter[int]
) -> None:
    turn = itertools.cycle(paths)
    while time.perf_counter() < ends:
        # A server's worker that has answered its share hangs up and is replaced.
        with (
            contextlib.suppress(ConnectionError),
            socket.create_connection(("127.0.0.1", port)) as connection,
        ):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (began := time.perf_counter()) < ends:
                request = f"GET {next(turn)} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n"
                connection.sendall(request.encode())
                statuses[_read(connection)] += 1
                taken.append(time.perf_counter() - began)


def _read(connection: socket.socket) -> int:
    """The status of the next answer, which is read to its end."""
    data = b""
    while END not in data:
        data += _some(connection)
    head, _, body = data.partition(END)
    lower = head.lower()
    length = 0
    if b"content-length:" in lower:
        length = int(lower.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    left = length - len(body)
    while left > 0:
        left -= len(_some(connection))
    return int(head[9:12])


def _some(connection: socket.socket) -> bytes:
    found = connection.recv(65536)
    if not found:
        raise ConnectionError("the server hung up")
    return found
