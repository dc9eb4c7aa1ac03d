"""The service as a process: a socket, the application, and a stop that lets what is under way finish."""

from __future__ import annotations

import errno
import gc
import ipaddress
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence

import uvicorn

from graph_kb.api.access.logs import write_log
from graph_kb.api.access.service import Service
from graph_kb.api.app import create_app
from graph_kb.errors import SettingsError, UsageError
from graph_kb.store import Settings
from graph_kb.store.keys import read_keys

GRACE_S = 5
"""Longest time that what is under way has to finish when the service is told to stop."""
_LAST_MOMENT_S = 0.2
_KEEP_ALIVE_S = 15
_BACKLOG = 128
_WRONG = {
    errno.EADDRINUSE: ("is taken", "stop what listens there, or choose another: --port 0 takes a free one"),
    errno.EACCES: ("may not be used", "ports below 1024 belong to the administrator: choose a higher one"),
    errno.EADDRNOTAVAIL: ("is no address of this computer", "127.0.0.1, or 0.0.0.0 for all its addresses"),
}


def serve(
    settings: Settings,
    service: Service,
    *,
    host: str,
    port: int,
    proxies: Sequence[str],
    started: Callable[[str], None],
) -> None:
    """Serve until a signal says stop.

    Args:
        settings: Which knowledge base.
        service: Whom it lets in, how much it does at once.
        host: Address to listen on.
        port: Port; 0 for one that is free.
        proxies: Addresses of reverse proxies whose word on who asks is taken.
        started: Told the address once requests are answered.

    Raises:
        SettingsError: Others could reach it, and there are no keys.
        UsageError: It cannot listen there.
        StoreError: The graph cannot be reached.
    """
    from graph_kb.workbench import KnowledgeBase

    demand_keys(settings, host)
    with _bound(host, port) as listening:
        # What is wrong with the graph is told as by every command, and not as a fault of the server.
        KnowledgeBase.open(settings).close()
        write_log()
        config = uvicorn.Config(
            create_app(settings, service),
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=GRACE_S,
            lifespan="on",
            http="httptools",
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            # The server raises the signal again once it has stopped: it has been obeyed by then.
            signal.signal(number, lambda *_: None)
        _Server(config, lambda: started(_address(host, listening))).run([listening])
    _leave()


def demand_keys(settings: Settings, host: str) -> None:
    """Others may reach the service only where a key is needed.

    Raises:
        SettingsError: There are no keys, and the address is not of this computer alone.
    """
    if not _is_loopback(host) and not read_keys(settings.keys):
        hint = "make one with `graph-kb keys add NAME`, or serve this computer alone with --host 127.0.0.1"
        raise SettingsError(f"others can reach {host}, and there are no keys in {settings.keys}", hint=hint)


class _Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What is there now stays: looking through it again and again for rubbish would hold up requests.
        gc.collect()
        gc.freeze()
        self._started()


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise UsageError(f"{host!a:.80} is no address", hint="127.0.0.1, or 0.0.0.0 for all addresses") from error
    found = socket.socket(family, kind, protocol)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(_BACKLOG)
    except OSError as error:
        found.close()
        what, hint = _WRONG.get(error.errno or 0, (f"cannot be used: {error.strerror}", ""))
        raise UsageError(f"port {port} of {host} {what}", hint=hint) from error
    return found


def _address(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _leave() -> None:
    """End the process, also where a query that outlived its grace still runs in a thread and would hold it."""
    others = [one for one in threading.enumerate() if one is not threading.main_thread() and not one.daemon]
    for one in others:
        one.join(_LAST_MOMENT_S)
    if any(one.is_alive() for one in others):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
