"""TLS servers whose certificate a client must not trust, and one that speaks no TLS."""

from __future__ import annotations

import contextlib
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme


def _context(kind: str, ca: trustme.CA) -> ssl.SSLContext | None:
    if kind == "plain":
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    past = datetime.now(UTC) - timedelta(days=1)
    certificate = {
        "another host's": lambda: ca.issue_cert("elsewhere.example"),
        "expired": lambda: ca.issue_cert("127.0.0.1", not_before=past - timedelta(days=1), not_after=past),
        "that wants a certificate, too,": lambda: ca.issue_cert("127.0.0.1"),
        "unknown CA's": lambda: trustme.CA().issue_cert("127.0.0.1"),
    }[kind]()
    certificate.configure_cert(context)
    if kind.startswith("that wants"):
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _converse(encrypted: ssl.SSLSocket) -> None:
    try:
        encrypted.do_handshake()
        encrypted.recv(4096)
    except ssl.SSLError:
        socket.socket.shutdown(encrypted, socket.SHUT_WR)
        while socket.socket.recv(encrypted, 4096):
            pass  # ending with data unread would be a reset, which could overtake the alert


@contextmanager
def untrusted_server(kind: str) -> Iterator[tuple[str, Path]]:
    """Serve on loopback; give the `wss` address and the file of the CA that the device is to trust."""
    ca = trustme.CA()
    context = _context(kind, ca)

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client, contextlib.suppress(OSError):
                client.settimeout(5)
                if context is None:
                    client.recv(4096)
                    client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                else:
                    with context.wrap_socket(client, server_side=True, do_handshake_on_connect=False) as encrypted:
                        _converse(encrypted)

    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        ca_file = Path(folder) / "ca.pem"
        ca.cert_pem.write_to_path(str(ca_file))
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"wss://127.0.0.1:{listener.getsockname()[1]}/", ca_file
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
