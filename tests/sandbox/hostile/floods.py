"""Apps that flood the device, for a second each; other apps must not feel it."""

from __future__ import annotations

from tests.sandbox.hostile.app import HostileApp

_SAY = 'say("Reached", state="foreground")'
_UNTIL = "until = time.monotonic() + 1\nwhile time.monotonic() < until:\n    "


def _flood(threat: str, name: str, act: str, before: str = "pass") -> HostileApp:
    return HostileApp(threat, name, f"{before}\n{_UNTIL}{act}\ntold('done')", says="done")


APPS = (
    _flood("T1.16", "flood hilog", "print('x' * 4000)"),
    _flood("T1.16", "flood hilog by hand", 'say("Log", type="A", level="I", domain=1, tag="t", message="😀" * 4000)'),
    HostileApp("T1.16", "flood its output with empty lines", _UNTIL + r"os.write(1, b'\n' * 65536)"),
    _flood("T1.16", "flood its output with a line without an end", "os.write(2, b'x' * 65536)"),
    _flood("T1.16", "flood its output with what is no text", "os.write(1, os.urandom(65536))"),
    _flood("T1.15", "flood the device with messages", _SAY),
    _flood("T1.15", "flood the device with cancellations", 'say("Cancel", call=2**60)'),
    HostileApp(
        "T1.15",
        "flood the device from eight threads",
        f"""
        def flood():
            until = time.monotonic() + 1
            while time.monotonic() < until:
                {_SAY}
        threads = [threading.Thread(target=flood) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        told("done")
        """,
        says="done",
    ),
    HostileApp(
        "T1.15",
        "ask without end and read no answer",
        """
        while True:
            say("CheckAccessToken", call=1, token_id=1, permission="ohos.permission.INTERNET")
        """,
        ends="does not read its control socket",
    ),
    HostileApp(
        "T1.15",
        "ask for connections without end and read no answer",
        """
        while True:
            say("Connect", call=1, host="127.0.0.1", port=facts["port"])
        """,
        ends="does not read its control socket",
        internet=False,
    ),
    HostileApp(
        "T1.15",
        "ask for more permissions than an answer holds",
        'say("RequestPermissions", call=1, permissions=[""] * 25_000)\ntime.sleep(10)',
        ends="asked for more than a message holds",
    ),
    HostileApp(
        "T1.15",
        "end itself a thousand times",
        "for _ in range(1000):\n    say('TerminateSelf')",
        ends="terminated itself",
    ),
    HostileApp(
        "T1.15",
        "make 100 000 timers and promises",
        """
        loop = asyncio.get_running_loop()
        timers = [loop.call_later(3600, print) for _ in range(100_000)]
        waiting = [loop.create_future() for _ in range(100_000)]
        told("done")
        """,
        says="done",
    ),
    HostileApp(
        "T1.15",
        "create web sockets without end",
        """
        from ohos.net import webSocket
        made = []
        try:
            for number in range(30_000):
                made.append(webSocket.createWebSocket())
                if number % 1000 == 0:
                    await asyncio.sleep(0)
        except Exception as error:
            made.clear()
        told("done")
        """,
        says="done",
    ),
)
