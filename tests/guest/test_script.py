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


DENIED_AGAIN = """
from ohos.net import webSocket


def connect(tries):
    def told(error, value):
        print("refused", error.code)
        if tries > 1:
            connect(tries - 1)

    webSocket.createWebSocket().connect(want.parameters["url"], told)


connect(20)
"""


def test_script_goes_on_until_every_callback_has_been_called() -> None:
    with DeviceRunner(deny="ohos.permission.INTERNET") as device:
        run = device.install_app(source=DENIED_AGAIN).run()
        assert (run.exit_code, run.hilog.messages) == (0, ["refused 201"] * 20)
