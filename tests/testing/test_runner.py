"""The device for testers without pytest."""

from __future__ import annotations

import threading
import unittest

import pytest

from emulator.diagnostics import UserError
from emulator.testing import DeviceRunner, NotEnded
from emulator.testing.run import CALLS

INTERNET = "ohos.permission.INTERNET"

LISTENS = """
from ohos.net import webSocket
webSocket.createWebSocket().on("open", lambda error, value: None)
print("done")
"""


class Session(unittest.TestCase):
    """As users of unittest write it."""

    def setUp(self) -> None:
        self.device = DeviceRunner(api_level=12, deny=[INTERNET])
        self.device.start()
        self.addCleanup(self.device.stop)

    def runTest(self) -> None:
        app = self.device.install_app("apps/hello")
        run = app.run({"url": self.device.peer.url})
        self.assertEqual([call.error.code for call in run.calls("connect") if call.error], [201])
        self.assertIn("201", run.hilog.text)


def test_unittest_is_served() -> None:
    result = unittest.TestResult()
    Session().run(result)
    assert (result.testsRun, result.errors, result.failures) == (1, [], [])


def test_two_devices_side_by_side_share_nothing() -> None:
    with DeviceRunner() as one, DeviceRunner(api_level=20) as other:
        runs = [device.install_app(source="print('hello')").run() for device in (one, other)]
        assert [run.exit_code for run in runs] == [0, 0]
        assert len(one.hilog) == len(other.hilog) == 1


def test_nothing_is_left_behind() -> None:
    with DeviceRunner() as device:
        device.install_app(source="import asyncio; await asyncio.sleep(60)").start({"url": device.peer.url})
        folder = device.device.data_dir
    assert not folder.exists()
    assert not [thread for thread in threading.enumerate() if thread.name == "ohemu device"]


def test_app_that_runs_too_long_is_stopped() -> None:
    with DeviceRunner() as device:
        app = device.install_app(source="import asyncio; await asyncio.sleep(60)")
        with pytest.raises(NotEnded, match=r"`com.example.app` has not ended within 0.2 s"):
            app.run(timeout=0.2)
        assert device.runs[0].exit_code == 137


def test_what_does_not_come_is_told_with_how_it_ended() -> None:
    with DeviceRunner() as device:
        run = device.install_app(source="print('short')").run()
        with pytest.raises(NotEnded, match=r"ended \(ended\) and has not got `open` once"):
            run.wait_for_event("open")
        with pytest.raises(NotEnded, match=r"has not called connect\(\) twice|2 times"):
            run.wait_for_call("connect", 2)
        assert run.wait_for_log("short").message == "short"


def test_waiting_in_vain_says_that_the_app_does_not_listen_or_that_time_stands() -> None:
    with DeviceRunner(virtual_time=True) as device:
        run = device.install_app(source="import asyncio; await asyncio.sleep(60)").start()
        with pytest.raises(
            NotEnded, match=r'`open` once within 0.1 s: it has not called on\("open", ...\); its time stands'
        ):
            run.wait_for_event("open", timeout=0.1)
        with pytest.raises(NotEnded, match=r"its time stands until `clock.advance`$"):
            run.wait_for_log("late", timeout=0.1)
    with DeviceRunner() as device:
        run = device.install_app(source=LISTENS).run()
        with pytest.raises(NotEnded, match=r"has not got `open` once$"):
            run.wait_for_event("open")


def test_a_run_can_be_looked_at_when_the_device_has_ended() -> None:
    with DeviceRunner() as device:
        run = device.install_app(source=LISTENS).run()
    assert [call.name for call in run.calls()] == ["createWebSocket", "on"]
    assert (run.events(), run.wire, run.whys, run.exit_code) == ([], [], [], 0)
    assert run.hilog.messages == ["done"]
    assert 'on("open"' in run.play


def test_a_device_that_does_not_run_says_so() -> None:
    device = DeviceRunner()
    with pytest.raises(UserError, match="the device does not run"):
        device.install_app(source=LISTENS)
    device.start()
    device.stop()
    with pytest.raises(UserError, match="the device does not run"):
        device.install_app(source=LISTENS)


def test_every_call_that_a_run_has_can_be_asked_for() -> None:
    source = """
        from ohos import abilityAccessCtrl, canIUse
        from ohos.net import webSocket
        canIUse("x")
        ws = webSocket.createWebSocket()
        ws.on("open", print)
        ws.off("open", print)
        for call in (ws.connect, ws.send, ws.close):
            call(lambda *outcome: None)
        manager = abilityAccessCtrl.createAtManager()
        manager.checkAccessToken(0, "x").catch(print)
        manager.requestPermissionsFromUser(None, []).catch(print)
    """
    with DeviceRunner() as device:
        run = device.install_app(source=source).run()
    assert {call.name for call in run.calls()} == set(CALLS)
    assert all(len(run.calls(name)) == 1 for name in CALLS)


def test_peer_that_nobody_connects_to_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulator.testing.peer.CONNECT_SECONDS", 0.1)
    with DeviceRunner() as device, pytest.raises(TimeoutError, match=r"no client has connected to ws://"):
        device.peer.send("hello")


def test_several_peers() -> None:
    with DeviceRunner() as device:
        assert device.peer is device.peer
        assert device.new_peer().url != device.peer.url
