"""Apps that send what is no message; the first one ends them."""

from __future__ import annotations

from tests.sandbox.hostile.app import HostileApp

_FORGED = {
    "no JSON": "b'hello'",
    "JSON that is cut": 'b\'{"kind":"Log","type":"A"\'',
    "a list": "b'[]'",
    "a number": "b'1'",
    "an empty object": "b'{}'",
    "a kind that is a list": 'b\'{"kind":["Log"]}\'',
    "a kind that there is not": 'b\'{"kind":"Grant","permission":"ohos.permission.INTERNET"}\'',
    "a message of the device's": 'b\'{"kind":"Connected","call":1}\'',
    "an order to appspawn": 'b\'{"kind":"Kill","pid":1}\'',
    "a start for appspawn": 'b\'{"kind":"Spawn","request":1,"launch":{},"policy":{}}\'',
    "a message with a field too few": 'b\'{"kind":"Connect","call":1,"host":"localhost"}\'',
    "a message with a field too many": 'b\'{"kind":"Ready","granted":true}\'',
    "a text for a number": 'b\'{"kind":"Closed","call":"1"}\'',
    "a truth for a number": 'b\'{"kind":"Closed","call":true}\'',
    "a fraction for a number": 'b\'{"kind":"Closed","call":1.5}\'',
    "a number beyond all numbers": 'b\'{"kind":"Closed","call":NaN}\'',
    "a number of 5000 digits": 'b\'{"kind":"Closed","call":\' + b"9" * 5000 + b"}"',
    "nothing for a number": 'b\'{"kind":"Closed","call":null}\'',
    "a state that there is not": 'b\'{"kind":"Reached","state":"granted"}\'',
    "a log level that there is not": 'b\'{"kind":"Log","type":"A","level":"X","domain":1,"tag":"","message":""}\'',
    "lists 50 000 deep": "b'[' * 50_000",
    "what is no UTF-8": 'b\'{"kind":"\\xff"}\'',
    "NUL bytes": "bytes(1000)",
    "two messages in one": 'b\'{"kind":"Ready"}{"kind":"Ready"}\'',
    "the attributes of Python's objects": 'b\'{"kind":"__class__"}\'',
    "a message of 200 KiB": 'b\'{"kind":"Fault","name":"\' + b"x" * 200 * 1024 + b\'"}\'',
}
_WAIT = "time.sleep(10)"

APPS = (
    *(
        HostileApp("T1.14", f"send {what}", f"control.send({packet})\n{_WAIT}", ends="sent a forged control message")
        for what, packet in _FORGED.items()
    ),
    HostileApp(
        "T1.14",
        "send a descriptor with a message",
        f"""
        socket.send_fds(control, [b'{{"kind":"Ready"}}'], [0])
        {_WAIT}
        """,
        ends="sent a forged control message",
    ),
    HostileApp(
        "T1.14",
        "send 250 descriptors with a message",
        f"""
        socket.send_fds(control, [b'{{"kind":"Ready"}}'], [0] * 250)
        {_WAIT}
        """,
        ends="sent a forged control message",
    ),
    HostileApp("T1.14", "send an empty packet", f"control.send(b'')\n{_WAIT}", ends="hung up its control socket"),
    HostileApp(
        "T1.14",
        "hang up and live on",
        f"control.shutdown(socket.SHUT_WR)\n{_WAIT}",
        ends="hung up its control socket",
    ),
    HostileApp(
        "T1.14",
        "hear nothing any more and live on",
        f"control.shutdown(socket.SHUT_RD)\n{_WAIT}",
        ends="killed by|ended|hung up|main thread was blocked",
    ),
    HostileApp(
        "T1.14",
        "say that it is alive while it is not",
        "for serial in range(10_000):\n    say('Pong', serial=-serial)\ntime.sleep(30)",
        ends=r"its main thread was blocked for 3 s \(THREAD_BLOCK_6S\)",
    ),
    HostileApp(
        "T1.14",
        "say that it has reached states that nobody asked for",
        """
        for state in ("foreground", "background", "destroy"):
            say("Reached", state=state)
        for _ in range(100):
            say("Ready")
        told("said")
        """,
        says="said",
    ),
    HostileApp(
        "T1.14",
        "fault a thousand times with other names",
        """
        for number in range(1000):
            say("Fault", name="Fault\\x1b]0;x\\x07\\n" * 3, message="../" * 1000, stack="x" * 60_000)
        os._exit(3)
        """,
        ends=r"uncaught Fault",
    ),
)
