"""The typed forms of the option objects; a dict with the same names is as good."""

from __future__ import annotations

from enum import IntEnum
from typing import Any


class _Options:
    """An object whose members may be given at once or set one by one; those not set are None (undefined)."""

    names: tuple[str, ...] = ()

    def __init__(self, **members: Any) -> None:
        for name in self.names:
            setattr(self, name, members.pop(name, None))
        if members:
            wrong = ", ".join(f"`{name}`" for name in members)
            raise TypeError(f"{type(self).__name__} has no member {wrong}; it has {', '.join(self.names)}")

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value!r}" for name, value in vars(self).items() if value is not None)
        return f"{type(self).__name__}({given})"


class WebSocketRequestOptions(_Options):
    """Options of connect(). A member newer than the device's level is ignored."""

    names = (
        "header",
        "caPath",
        "clientCert",
        "proxy",
        "protocol",
        "skipServerCertVerification",
        "pingInterval",
        "pongTimeout",
        "minSupportTlsProtocol",
        "supportOriginPort",
    )


class WebSocketCloseOptions(_Options):
    """Options of close()."""

    names = ("code", "reason")


class TlsProtocol(IntEnum):
    """Oldest TLS version that is accepted. @since 26.0.0"""

    TLS_V_1_0 = 0
    TLS_V_1_1 = 1
    TLS_V_1_2 = 2
    TLS_V_1_3 = 3


class ClientCert(_Options):
    """A client certificate: PEM files."""

    names = ("certPath", "keyPath", "keyPassword")
