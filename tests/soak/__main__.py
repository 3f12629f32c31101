"""Everything at random: `python -m tests.soak --minutes 20 --seed 1`.

Editors schedule, move, cancel, edit and release while a process or a server is killed every few seconds. At the end
what is due is waited for, `manage.py check_schedule` must find nothing, and every schedule in the book of the editors
must have ended as live once, taken back, replaced, or blocked. Exit code 1 otherwise. On servers of its own.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.cluster import Cluster

if TYPE_CHECKING:
    from tests.soak.editors import Team
    from tests.soak.processes import Processes
    from tests.soak.watch import Balance, Watcher

ROOT = Path(__file__).resolve().parent.parent.parent
QUIET = 240.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="formulary-soak-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder / "postgresql")
        cluster.start()
        try:
            return _soak(cluster, folder, minutes=options.minutes, seed=options.seed)
        finally:
            cluster.stop("immediate")


def _soak(cluster: Cluster, folder: Path, *, minutes: float, seed: int) -> int:
    port = _point_at(cluster, folder)
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from tests.soak.editors import Team
    from tests.soak.processes import Processes
    from tests.soak.watch import Watcher

    # What the editors run into is counted, not told.
    logging.disable()
    call_command("migrate", verbosity=0)
    call_command("ensure_site", verbosity=0)
    processes = Processes(cluster, folder, port)
    team = Team(random.Random(seed), User.objects.create_superuser("editor", "editor@example.com"))
    watcher = Watcher()
    try:
        processes.keep()
        team.begin()
        _rage(processes, team, watcher, chance=random.Random(seed + 1), minutes=minutes)
        _settle(processes, watcher)
        return _report(processes, team, watcher, minutes)
    finally:
        processes.end()
        _keep_logs(folder)


def _point_at(cluster: Cluster, folder: Path) -> int:
    """Point this process and its children at the servers of this run; the port of its Redis."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    os.environ.update(
        DATABASE_URL=cluster.url,
        REDIS_URL=f"redis://127.0.0.1:{port}/0",
        VAR_DIR=str(folder / "var"),
        LOG_LEVEL="WARNING",
        DJANGO_SETTINGS_MODULE="config.settings.local",
        FORMULARY_CLOCK="1",
    )
    (folder / "var").mkdir()
    return port


def _rage(
    processes: Processes, team: Team, watcher: Watcher, *, chance: random.Random, minutes: float
) -> None:
    ends = time.monotonic() + minutes * 60
    over = threading.Event()
    threads = [
        threading.Thread(target=_work, args=(team, over), daemon=True),
        threading.Thread(target=_watch, args=(watcher, over), daemon=True),
    ]
    for thread in threads:
        thread.start()
    while time.monotonic() < ends:
        time.sleep(1 + chance.random() * 4)
        processes.kill_something(chance)
        time.sleep(chance.random() * 2)
        processes.keep()
        sys.stderr.write(
            f"\r{sum(processes.killed.values())} killed, {sum(team.done.values())} done by editors "
        )
    over.set()
    for thread in threads:
        thread.join(60)


def _work(team: Team, over: threading.Event) -> None:
    from django.db import DatabaseError, InterfaceError, connection

    is_astray = False
    while not over.wait(0.15 + team.chance.random() * 0.2):
        try:
            if is_astray:
                team.reconcile()
                is_astray = False
            team.act()
        except (DatabaseError, InterfaceError):
            is_astray = True
            connection.close()
    while is_astray:
        try:
            team.reconcile()
            is_astray = False
        except (DatabaseError, InterfaceError):
            connection.close()
            time.sleep(1)


def _watch(watcher: Watcher, over: threading.Event) -> None:
    from django.db import DatabaseError, InterfaceError, connection

    while not over.wait(0.2):
        try:
            watcher.look()
        except (DatabaseError, InterfaceError):
            connection.close()


def _settle(processes: Processes, watcher: Watcher) -> None:
    """Nothing is killed any more; wait until all that was scheduled has come and is done."""
    from django.db import connection

    from cms.core.moment import database_now
    from cms.publishing.due import due_now, next_due

    connection.close()
    ends = time.monotonic() + QUIET
    while time.monotonic() < ends:
        processes.keep()
        watcher.look()
        now = database_now()
        if next_due(after=now) is None and not due_now(now=now, limit=1):
            break
        time.sleep(1)
    # The last events are on their way.
    time.sleep(5)


def _report(processes: Processes, team: Team, watcher: Watcher, minutes: float) -> int:
    from tests.soak.watch import close, of_releases

    check = subprocess.run(
        [sys.executable, "manage.py", "check_schedule"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    balance = close(team.book.values())
    killed = ", ".join(f"{name}: {count}" for name, count in processes.killed.most_common())
    done = ", ".join(f"{name}: {count}" for name, count in team.done.most_common())
    releases = ", ".join(f"{count} {name.lower()}" for name, count in of_releases().items())
    lines = [
        f"Soak of {minutes:g} minutes",
        f"killed ({sum(processes.killed.values())}): {killed}",
        f"done by editors ({sum(team.done.values())}): {done}",
        f"schedules ({len(team.book)}):",
        *(f"  {count:6} {name}" for name, count in balance.endings.most_common()),
        f"releases: {releases}",
        f"late by, outages and restarts included: {_spread(balance)}",
        f"looked {watcher.looks} times: {len(watcher.seen)} seen that must not be",
        *sorted(watcher.seen)[:20],
        *balance.wrong[:20],
        f"check_schedule: exit code {check.returncode}",
        check.stdout if check.returncode else "",
    ]
    is_well = not (watcher.seen or balance.wrong or check.returncode)
    text = "\n".join([*lines, "CLEAN" if is_well else "NOT CLEAN", ""])
    sys.stdout.write(f"\n{text}")
    output = ROOT / "var" / "soak"
    output.mkdir(parents=True, exist_ok=True)
    (output / "soak.txt").write_text(text)
    return 0 if is_well else 1


def _spread(balance: Balance) -> str:
    late = balance.late
    if not late:
        return "nothing was published"
    spots = {percent: late[min(len(late) - 1, len(late) * percent // 100)] for percent in (50, 90, 99)}
    return (
        ", ".join(f"p{percent} {seconds:.2f} s" for percent, seconds in spots.items())
        + f", at most {late[-1]:.1f} s"
    )


def _keep_logs(folder: Path) -> None:
    logs = ROOT / "var" / "soak"
    logs.mkdir(parents=True, exist_ok=True)
    for log in [*folder.glob("*.log"), folder / "postgresql" / "log"]:
        if log.exists():
            (logs / log.name).write_bytes(log.read_bytes()[-2_000_000:])


if __name__ == "__main__":
    sys.exit(main())
