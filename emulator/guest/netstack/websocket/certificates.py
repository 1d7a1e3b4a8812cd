"""Certificate files that connect() is given: whether they are there and of use."""

from __future__ import annotations

import os

from emulator.guest.netstack.websocket.connect_options import ConnectOptions
from emulator.guest.wire.tls import add_client_cert, lenient_context


def missing_file(options: ConnectOptions) -> str | None:
    """Return the first certificate file that does not exist (NS 4.1 FillCaPath): with a certificate goes a key."""
    if options.ca_path and not os.path.exists(options.ca_path):
        return options.ca_path
    cert = options.client_cert
    paths = (cert.cert_path, cert.key_path) if cert else ()
    return next((path or "clientCert.keyPath" for path in paths if not os.path.exists(path)), None)


def unusable_certificate(options: ConnectOptions) -> str | None:
    """Say why the client certificate is of no use: with such a one lws_create_context makes none, whatever the URL."""
    if options.client_cert is None:
        return None
    try:
        add_client_cert(lenient_context(), options.client_cert)
    except OSError as error:
        return f"client certificate: {getattr(error, 'reason', None) or error}"
    return None
