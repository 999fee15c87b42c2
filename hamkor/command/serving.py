"""The web process: granian with one worker of a few threads, which never outlives its parent."""

import os
from pathlib import Path
from typing import Any

from hamkor.command.lifetime import die_with

BLOCKING_THREADS = 4
BACKPRESSURE = 16
"""Requests taken in at a time; the others wait in the kernel's queue."""

_PARENT = "HAMKOR_WEB_PROCESS"


def serve(host: str, port: int, *, tls: Path | None = None) -> None:
    """Answer requests until told to stop.

    Args:
        host: address of this machine to listen at.
        port: likewise.
        tls: folder with certificate, key and those of the offices that may call: nobody else
            gets through. Without it TLS ends at a proxy.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ[_PARENT] = str(os.getpid())
    Server(
        f"{__name__}:application_in_worker",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        log_level=LogLevels.warning,
        ssl_cert=tls / "own.crt" if tls else None,
        ssl_key=tls / "own.key" if tls else None,
        ssl_ca=tls / "peers.pem" if tls else None,
        ssl_client_verify=tls is not None,
    ).serve()


def application_in_worker() -> Any:
    """Return the WSGI application, in the process that answers requests."""
    die_with(int(os.environ[_PARENT]))
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    from hamkor.wsgi import application

    # TLS ends at a proxy on this machine; only its word on address and scheme is believed.
    return wrap_wsgi_with_proxy_headers(application, trusted_hosts="127.0.0.1")
