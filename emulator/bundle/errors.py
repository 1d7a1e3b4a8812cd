"""Why a bundle is not installed: the platform's code and text, and the user's own mistake behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from emulator.diagnostics import Position, UserError

__all__ = ["TEXTS", "InstallError"]

TEXTS: Final[Mapping[int, str]] = MappingProxyType(
    {
        9568259: "error: install parse profile missing prop.",
        9568260: "error: install internal error.",
        9568262: "error: install parse failed.",
        9568263: "error: install version downgrade.",
        9568265: "error: install param error.",
        9568269: "error: install file path invalid.",
        9568270: "error: install invalid hap name.",
        9568271: "error: install invalid bundle file.",
        9568276: "error: install already exist.",
        9568277: "error: install bundle name not same.",
        9568278: "error: install version code not same.",
        9568288: "error: install failed due to insufficient disk memory.",
        9568289: "error: install failed due to grant request permissions failed.",
        9568293: "error: install failed due to check syscap filed.",
        9568297: "error: install failed due to older sdk version in the device.",
        9568300: "error: moduleName is not unique.",
        9568304: "error: device type is not supported.",
        9568320: "error: no signature file.",
        9568332: "error: install sign info inconsistent.",
        9568338: "error: install parse missing bundle.",
        9568339: "error: install parse missing ability.",
        9568340: "error: install parse no profile.",
        9568341: "error: install parse bad profile.",
        9568342: "error: install parse profile prop type error.",
        9568343: "error: install parse permission error.",
        9568344: "error: install parse profile prop check error.",
        9568345: "error: too large size of string or array type element in the profile.",
        9568346: "error: install parse syscap error.",
        9568386: "error: uninstall missing installed bundle.",
        9568387: "error: uninstall missing installed module.",
        9568392: "error: operation time out.",
        9568401: "error: debug bundle can only be installed in developer mode.",
        9568413: "error: check syscap filed and device type is not supported.",
    }
)
"""What `bm install` prints for a code: bundlemanager_bundle_framework status_receiver_interface.h and
bundlemanager_bundle_tool frameworks/src/bundle_command_common.cpp, 6.0; "filed" is the platform's."""


class InstallError(UserError):
    """The device refuses a bundle."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        position: Position | None = None,
        notes: Sequence[str] = (),
        help: str | None = None,
    ) -> None:
        self.code = code
        self.text = TEXTS[code]
        """The platform's words."""
        answer = f"the device answers: code:{code} {self.text}"
        super().__init__(message, position=position, notes=[*notes, answer], help=help)

    @classmethod
    def because_of(cls, code: int, error: UserError) -> InstallError:
        """Return `error` as the reason of a refused install."""
        return cls(code, error.message, position=error.position, notes=error.notes, help=error.help)
