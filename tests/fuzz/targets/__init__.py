"""What is fuzzed: functions that take bytes, and raise nothing unless there is something to mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.fuzz.targets import device, reading, wire


@dataclass(frozen=True, slots=True)
class Target:
    """One harness for every fuzzer.

    Args:
        run: takes any bytes.
        tokens: what its inputs are made of; mutations put it in.
    """

    run: Callable[[bytes], None]
    tokens: tuple[bytes, ...] = ()


_JSON = rb"""{ } [ ] : , " ' // /* */ 0x Infinity NaN null true \u \x \ud83d\ude00 1e999 .5 -0""".split()
_HTTP = [
    b"\r\n",
    b": ",
    b" ",
    b"\xf0a",
    *b"HTTP/1.1 HTTP/1.0 101 302 Location: Upgrade: Connection: Sec-WebSocket-".split(),
]
_URL = [b"\0", b": +80", *b"ws:// wss:// http:// :// [::1] : / ? # @ %00 :+8 \xc3\xa9".split()]
_MANIFEST = b'"bundleName": "abilities": "requestPermissions": "srcEntry": "deviceTypes": .. $string:'.split()
_YAML = [b"\n", b"  ", b": ", b"- ", b"\0", *b"&a *a !! | > --- api_level: ~ 64MiB .nan 0o17 2026-11-22".split()]
_WORDS = [
    b"\0",
    b"\0--ps\0",
    b"--config\0",
    b"--timeout\0",
    b"--api-level\0",
    b"--port\0",
    *b"-- = nan -1 11,12".split(),
]
_PACKET = rb'{"kind":" "call": "Connect" "Log" "RequestPermissions" \ud800 1e400'.split()
_LOG = [b"\0", b"\n", b"\r", b"\x1b[2J", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xed\xa0\x80"]
_FRAMES = [b"\x81\x00", b"\x01\x01a", b"\x80\x00", b"\x89\x00", b"\x88\x02", b"\x82\x7e", b"\x82\x7f", b"\xf0x"]
_DER = [b"\x30\x82", b"\x30\x80", b"\xa0\x03", b"\x02\x01", b"\x30\xff"]

TARGETS = {
    "json5": Target(reading.json5_text, (*_JSON, b"\xe2\x80\xa8")),
    "manifest": Target(reading.manifest, (*_JSON, *_MANIFEST, b"\0")),
    "config": Target(reading.config, tuple(_YAML)),
    "command-line": Target(reading.command_line, tuple(_WORDS)),
    "packet": Target(device.packet, (*_JSON, *_PACKET)),
    "record": Target(device.record, tuple(_LOG)),
    "frames": Target(wire.frames, tuple(_FRAMES)),
    "response": Target(wire.response, tuple(_HTTP)),
    "redirect": Target(wire.redirect, (b"\n", *_URL)),
    "url": Target(wire.url, (*_URL, b"1" * 4301)),
    "certificate": Target(wire.certificate, tuple(_DER)),
    "pieces": Target(wire.pieces, ("é".encode(), "中".encode(), "😀".encode())),
}
