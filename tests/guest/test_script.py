"""How long a script lives."""

from __future__ import annotations

from emulator.testing import DeviceRunner

AGAIN = """
from ohos.net import webSocket


def connect(last):
    ws = webSocket.createWebSocket()
    ws.on("open", lambda: ws.close())
    ws.on("close", lambda: print("the last") if last else connect(True))
    ws.connect(want.parameters["url"])


connect(False)
"""


def test_script_goes_on_when_a_listener_of_close_connects_anew() -> None:
    with DeviceRunner() as device:
        run = device.install_app(source=AGAIN).run()
        assert (run.exit_code, run.hilog.messages) == (0, ["the last"])
