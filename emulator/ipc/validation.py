"""Reads what an app sent: exactly the known messages with exactly the known fields, or a refusal."""

from __future__ import annotations

from functools import cache
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from emulator.ipc import messages
from emulator.ipc.link import BadPacket


@cache
def _model(kind: str) -> type[BaseModel]:
    fields: dict[str, Any] = {name: (hint, ...) for name, hint in get_type_hints(_KINDS[kind]).items()}
    return create_model(kind, __config__=ConfigDict(strict=True, extra="forbid"), **fields)


_KINDS: dict[str, type] = {message.__name__: message for message in messages.FromApp.__args__}


def from_app(payload: dict[str, Any]) -> messages.FromApp:
    """Turn a received object into the message it claims to be.

    Raises:
        BadPacket: an unknown kind, a missing or unknown field, or a value of another type.
    """
    fields = dict(payload)
    kind = fields.pop("kind", None)
    if not isinstance(kind, str) or kind not in _KINDS:
        raise BadPacket(f"unknown message {kind!r:.40}")
    try:
        checked = _model(kind).model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or kind
        raise BadPacket(f"{kind}: {where}: {first['msg']}") from error
    message: messages.FromApp = _KINDS[kind](**vars(checked))
    return message
