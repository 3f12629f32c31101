"""A PostgreSQL server of one's own, to be stopped at once, started again, and filled up. Nobody else may use it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

CONNECTIONS = 30
STOPPED = 3


class Cluster:
    """The server in ``folder``; made there unless it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data = folder / "data"
        if not self._data.exists():
            self._make()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{(self.folder / 'port').read_text()}/postgres"

    def start(self) -> None:
        if self._is_running():
            return
        options = f"-p {(self.folder / 'port').read_text()} -c max_connections={CONNECTIONS} -k {self.folder}"
        self._run(
            "pg_ctl", "start", "-w", "-t", "60", "-D", self._data, "-l", self.folder / "log", "-o", options
        )

    def stop(self, mode: str = "fast") -> None:
        """``mode`` as ``pg_ctl`` names it; "immediate" is what a power cut would be."""
        if self._is_running():
            self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", self._data)

    def own(self, folder: Path) -> None:
        """Let the server write in ``folder``."""
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")

    def _make(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.own(self.folder)
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            (self.folder / "port").write_text(str(free.getsockname()[1]))

    def _is_running(self) -> bool:
        return self._call("pg_ctl", "status", "-D", self._data).returncode != STOPPED

    def _run(self, program: str, *arguments: object) -> None:
        done = self._call(program, *arguments)
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stdout}")

    def _call(self, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(binaries() / program), *map(str, arguments)]
        with (self.folder / "output").open("w+") as output:
            # The server refuses to run as root. It inherits no pipe that somebody would wait for to be closed.
            done = subprocess.run(
                command,
                user="postgres" if os.geteuid() == 0 else None,
                group="postgres" if os.geteuid() == 0 else None,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            output.seek(0)
            done.stdout = output.read()
        return done


def binaries() -> Path:
    """The folder of PostgreSQL's programs. Raises ``FileNotFoundError`` where there is none that could be used."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    raise FileNotFoundError("there are no programs of a PostgreSQL server (initdb, pg_ctl) on this machine")


def can_run() -> bool:
    """Whether there is a server, and a user it may run as."""
    try:
        binaries()
        pwd.getpwnam("postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name)
    except (FileNotFoundError, KeyError):
        return False
    return True
