"""What every local server process does: hold the folder's lock, announce itself, leave when idle or told to."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_LOCK_PATIENCE_S = 30.0
_GRACE_S = 2.0


def hold_lock(lock_file: Path, served: Callable[[], bool]) -> Any | None:
    """The lock of the folder, or None when another server came up meanwhile.

    Args:
        lock_file: The operating system frees it even after `kill -9`.
        served: Whether another process serves the folder by now.
    """
    from filelock import FileLock, Timeout

    # Whoever stops a server beside other work releases the lock in another thread.
    lock = FileLock(lock_file, thread_local=False)
    deadline = time.monotonic() + _LOCK_PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(Timeout):
            lock.acquire(timeout=0.2)
            return lock
        if served():
            return None
    print("another process holds the folder but does not serve it", file=sys.stderr)
    return None


def is_held(lock_file: Path) -> bool:
    """Whether a process holds the folder: one that serves it, starts or stops. Nothing is made where nothing is."""
    from filelock import FileLock, Timeout

    if not lock_file.exists():
        return False
    try:
        with FileLock(lock_file, timeout=0):
            return False
    except Timeout:
        return True


def stop_on_signal() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def wait(stop: threading.Event, pid: int, port: int, idle_s: float, ended: Callable[[], bool] = lambda: False) -> None:
    """Return when told to stop, when the engine ended, or when no client was connected for `idle_s` seconds."""
    last_seen = time.monotonic()
    while not stop.wait(min(1.0, idle_s / 4)) and not ended():
        if clients(pid, port):
            last_seen = time.monotonic()
        elif time.monotonic() - last_seen > idle_s:
            return


def let_clients_finish(pid: int, port: int) -> None:
    """Give connected clients a moment before the engine goes."""
    deadline = time.monotonic() + _GRACE_S
    while clients(pid, port) and time.monotonic() < deadline:
        time.sleep(0.05)


def clients(pid: int, port: int) -> int:
    """Number of connections to the port of a process; none when the process is gone."""
    import psutil

    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return 0
    return sum(1 for one in connections if one.status == psutil.CONN_ESTABLISHED and one.laddr.port == port)


def free_port() -> int:
    """A port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
