"""The pytest plugin: what a tester writes, run as a tester runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

APPS = Path(__file__).parents[2] / "apps"

HEAD = f"""
import pytest

CHAT = {str(APPS / "chat")!r}
INTERNET = "ohos.permission.INTERNET"
ECHO = '''
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("open", lambda error, value: ws.send("hello"))
ws.on("message", lambda error, message: (print("got", message), ws.close()))
try:
    await ws.connect(want.parameters["url"])
except Exception as error:
    print("refused", error.code)
'''
STAYS = '''
from ohos.net import webSocket
ws = webSocket.createWebSocket()
ws.on("open", lambda error, value: print("open"))
ws.on("close", lambda error, result: print("closed", result.code))
await ws.connect(want.parameters["url"])
'''
"""

GOOD = """
def test_chat_survives_without_internet(install_app, echo_peer):
    app = install_app(CHAT, deny=[INTERNET])
    run = app.run(parameters={"url": echo_peer.url}, timeout=10)
    assert run.calls("connect")[0].error.code == 201
    assert run.exit_code == 0

@pytest.mark.api_level("10..12")
def test_at_each_level(install_app, echo_peer, device, hilog):
    run = install_app(source=ECHO).run({"url": echo_peer.url})
    assert device.api_level in (10, 11, 12)
    assert [(call.name, call.result, call.error) for call in run.calls("send")] == [("send", True, None)]
    assert run.events("message")[0].args == (None, "hello")
    assert [frame.kind for frame in run.wire][:2] == ["text", "text"]
    assert run.exit_code == 0
    assert "got hello" in hilog
    assert "got hello" in run.hilog.messages
    assert echo_peer.received == ["hello"]

@pytest.mark.fidelity("documented", "device")
@pytest.mark.api_level(20)
def test_on_both_kinds_of_device(device, install_app):
    assert install_app(source="print('here')").run().exit_code == 0

@pytest.mark.permissions(deny=[INTERNET])
def test_denied_to_all(install_app, peer):
    run = install_app(source=ECHO).run({"url": peer.url})
    assert "refused 201" in run.hilog
    assert run.whys[0].cause == "permission"
    assert peer.received == []

@pytest.mark.permissions([INTERNET])
@pytest.mark.api_level(levels=[10, 12])
def test_source_is_indented_with_its_test(install_app, device):
    app = install_app(source='''
        print("here")
        if True:
            print("and there")
    ''')
    assert app.run().hilog.messages == ["here", "and there"]
    assert device.config.deny == (INTERNET,)

@pytest.mark.device_type("tablet")
def test_tablet(device):
    assert device.device_type == "tablet"

def test_one_permission_needs_no_list(install_app):
    assert "refused 201" in install_app(source=ECHO, deny=INTERNET).run().hilog

def test_more_messages_than_a_peer_keeps_elsewhere(install_app, echo_peer):
    many = ECHO.replace('ws.send("hello")', '[ws.send(str(n)) for n in range(300)]').replace("ws.close()", "None")
    run = install_app(source=many).start({"url": echo_peer.url})
    run.wait_for_event("message", 300)
    assert len(echo_peer.received) == 300
    run.stop()

def test_what_a_handler_happens_to_return_is_no_answer(install_app, peer):
    for returned in (False, 7, (None, None), {}):
        peer.on_message(lambda message: (peer.close(), returned)[1])
        assert install_app(source=ECHO).run({"url": peer.url}).events("message") == []

def test_peer_answers_as_it_is_told(install_app, peer):
    peer.on_message(lambda message: peer.send(message.upper()))
    run = install_app(source=ECHO).run({"url": peer.url})
    assert "got HELLO" in run.hilog
    assert peer.received == ["hello"]
    assert peer.closed == (1000, "")

def test_handler_may_return_the_answer(install_app, peer):
    @peer.on_message
    def answer(message):
        return message.encode()
    assert "got b'hello'" in install_app(source=ECHO).run({"url": peer.url}).hilog

def test_raw_bytes_close_and_abort(install_app, peer):
    app = install_app(source=STAYS)
    for act, code in ((lambda: peer.send_raw(b"\\x82\\x01"), None), (lambda: peer.close(1001, "away"), 1001),
                      (peer.abort, 0)):
        run = app.start({"url": peer.url})
        run.wait_for_event("open")
        act()
        if code is None:
            run.stop()
        else:
            assert run.wait() == 0
            assert run.events("close")[0].args[1].code == code

def test_heartbeat_is_exact(install_app, peer, clock):
    run = install_app(source=STAYS).start({"url": peer.url})
    run.wait_for_event("open")
    clock.advance(30)
    before = peer.pings
    assert before > 0
    clock.advance(30)
    assert peer.pings == 2 * before
    peer.pause()
    clock.advance(100)
    assert run.wait() == 0
    assert clock.now == 160

def test_time_jumps_while_the_end_is_waited_for(install_app, clock):
    run = install_app(source="import asyncio; await asyncio.sleep(3600); print('woke')").run()
    assert run.hilog.messages == ["woke"]
    assert clock.now == 3600

def test_time_passes_from_a_handler(install_app, peer, clock):
    peer.on_message(lambda message: (clock.advance(60), peer.send("late"))[1])
    assert install_app(source=ECHO).run({"url": peer.url}).exit_code == 0

@pytest.mark.app(source="print(want.parameters['url'][:5])")
def test_app_of_the_marker(app):
    assert app.run().hilog.messages == ["ws://"]

def test_revoked_in_mid_session(install_app, peer):
    app = install_app(source=STAYS)
    run = app.start({"url": peer.url})
    run.wait_for_event("open")
    app.revoke(INTERNET)
    assert run.wait() == 0
    assert run.whys[-1].cause == "cut"

def test_crash_is_told(install_app):
    run = install_app(source="1 / 0").run()
    assert run.exit_code == 1
    assert run.fault == "ZeroDivisionError: division by zero"
"""


def _write(pytester: pytest.Pytester, source: str) -> None:
    pytester.makepyfile(test_kit=HEAD + source)


def test_what_a_tester_writes_passes(pytester: pytest.Pytester) -> None:
    _write(pytester, GOOD)
    result = pytester.runpytest_subprocess("-W", "error", "-v", "--strict-markers", "-p", "no:asyncio")
    result.assert_outcomes(passed=GOOD.count("def test_") + 2 + 1 + 1)
    result.stdout.fnmatch_lines(
        [
            "*test_at_each_level?api10? PASSED*",
            "*test_at_each_level?api11? PASSED*",
            "*test_at_each_level?api12? PASSED*",
            "*test_on_both_kinds_of_device?api20-documented? PASSED*",
            "*test_on_both_kinds_of_device?api20-device? PASSED*",
        ]
    )


def test_options_fan_out_what_names_no_level(pytester: pytest.Pytester) -> None:
    _write(
        pytester,
        """
def test_any(device): pass

@pytest.mark.api_level("10..12")
def test_some(device): pass

def test_without_a_device(): pass
""",
    )
    result = pytester.runpytest_subprocess("-v", "--api-level", "12", "--api-level", "20", "--fidelity", "device")
    names = [line.split(" ")[0].partition("::")[2] for line in result.outlines if " PASSED" in line]
    assert names == [
        "test_any[api12-device]",
        "test_any[api20-device]",
        "test_some[api12-device]",
        "test_without_a_device",
    ]


def test_failing_test_shows_play_log_and_how_to_rerun(pytester: pytest.Pytester) -> None:
    _write(
        pytester,
        """
@pytest.mark.api_level("all")
def test_wrong(install_app, peer):
    peer.on_message(lambda message: "no")
    assert "got hello" in install_app(source=ECHO).run({"url": peer.url}).hilog
""",
    )
    result = pytester.runpytest_subprocess("-k", "api12")
    result.assert_outcomes(failed=1, deselected=9)
    result.stdout.fnmatch_lines(
        [
            "*ohemu device*",
            "phone, OpenHarmony 5.0.0 (API 12), documented fidelity",
            "*ohemu play of com.example.app (ended with code 0: ended)*",
            '*connect("ws://127.0.0.1:*',
            '*send("hello")*',
            '*message("no")*',
            "*ohemu hilog of com.example.app*",
            "*JSAPP: got no",
            "*ohemu rerun*",
            "pytest 'test_kit.py::test_wrong?api12?'",
        ]
    )


def test_what_a_handler_lets_out_fails_the_test(pytester: pytest.Pytester) -> None:
    _write(
        pytester,
        """
def test_handler(install_app, peer):
    peer.on_message(lambda message: 1 / 0)
    install_app(source=ECHO).run({"url": peer.url})
""",
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*"])


def test_failure_in_a_fixture_and_in_a_handler_are_shown_with_what_the_app_did(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(
        pytester,
        """
@pytest.fixture
def crashed(install_app, peer):
    peer.on_message(lambda message: {}["what"])
    source = ECHO.replace("try", 'ws.on("close", lambda error, result: 1 / 0)\\ntry')
    run = install_app(source=source).run({"url": peer.url})
    assert run.exit_code == 0

def test_in_a_fixture(crashed): pass
""",
    )
    monkeypatch.chdir(pytester.mkdir("below"))
    result = pytester.runpytest_subprocess(str(pytester.path / "test_kit.py"))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "*<run of com.example.app, ended with code 1: uncaught ZeroDivisionError: division by zero>.exit_code",
            "*ohemu fault of com.example.app*",
            '  File "app.py", line 6, in <lambda>',
            "ZeroDivisionError: division by zero",
            "*ohemu handler of a peer*",
            "KeyError: 'what'",
            "*ohemu rerun*",
            "pytest ../test_kit.py::test_in_a_fixture",
        ]
    )


MISTAKES = {
    "level": ("@pytest.mark.api_level(25)\ndef test(device): pass", "expected levels 6 to 24 and 26, got `25`"),
    "range": ("@pytest.mark.api_level('12..10')\ndef test(device): pass", "did you mean `10..12`?"),
    "fidelity": ("@pytest.mark.fidelity('devise')\ndef test(device): pass", "did you mean `device`?"),
    "no level": ("@pytest.mark.api_level\ndef test(device): pass", "@pytest.mark.api_level names nothing"),
    "no app": ("def test(app): pass", "there is no app to test"),
    "no such app": ("def test(install_app): install_app('apps/chat')", "apps/chat"),
    "path and source": (
        "def test(install_app): install_app('x', source='y')",
        "an app is either a path or source text",
    ),
    "never ends": (
        "def test(install_app): install_app(source='import asyncio; await asyncio.sleep(99)').run(timeout=0.1)",
        "has not ended within 0.1 s",
    ),
    "no such type": ("@pytest.mark.device_type('tablett')\ndef test(device): pass", "did you mean `tablet`?"),
    "two types": ("@pytest.mark.device_type('tv', 'phone')\ndef test(device): pass", "device_type takes one name"),
    "granted by the marker": ("@pytest.mark.permissions(grant=[INTERNET])\ndef test(device): pass", "takes deny=["),
    "no such permission": (
        "def test(install_app): install_app(source='', deny=['ohos.permission.INTERNETT'])",
        "did you mean `ohos.permission.INTERNET`?",
    ),
    "no such permission granted": (
        "def test(install_app): install_app(source='', grant='ohos.permission.X')",
        "this device defines no permission `ohos.permission.X`",
    ),
    "a slip in a permission granted": (
        "def test(install_app): install_app(source='', grant='ohos.permission.INTERNT')",
        "did you mean `ohos.permission.INTERNET`?",
    ),
    "denied and granted": (
        "def test(install_app): install_app(source='', deny=INTERNET, grant=INTERNET)",
        "`ohos.permission.INTERNET` cannot be denied and granted",
    ),
    "source as path": ("def test(install_app): install_app('print(1)\\n' * 99)", "give it as `source=...`"),
    "no such call": (
        "def test(install_app): install_app(source='').run().calls('conect')",
        "did you mean `connect`?",
    ),
    "no such event": (
        "def test(install_app): install_app(source='').run().events('opened')",
        "did you mean `open`?",
    ),
    "waits for no call": (
        "def test(install_app): install_app(source='').start().wait_for_call('x')",
        "`x` is not a call that a run has",
    ),
    "waits for no event": (
        "def test(install_app): install_app(source='').start().wait_for_event('x')",
        "`x` is not an event that a run has",
    ),
    "a URL as parameters": (
        "def test(install_app): install_app(source='').run('ws://h/')",
        "expected parameters as a dict, got 'ws://h/'",
    ),
    "bytes as a parameter": (
        "def test(install_app): install_app(source='').run({'data': b'x'})",
        "parameter 'data': expected what JSON can have, got b'x'",
    ),
    "no Python": ("def test(install_app): install_app(source='def x(:')", "app.py:1:7"),
    "handler": ("def test(peer):\n    async def on(message): ...\n    peer.on_message(on)", "a plain function"),
    "no message": ("def test(peer): peer.send(5)", "expected str or bytes, got int"),
    "no bytes": ("def test(peer): peer.send_raw('x')", "expected bytes, got str"),
    "close code": ("def test(peer): peer.close(70000)", "expected a close code from 0 to 65535, got 70000"),
    "close reason": ("def test(peer): peer.close(1000, 'x' * 124)", "a reason of at most 123 bytes, got 124"),
    "real time": ("def test(device): device.clock.advance(1)", "this device's time is the real one"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_told(mistake: str, pytester: pytest.Pytester) -> None:
    source, told = MISTAKES[mistake]
    _write(pytester, source)
    result = pytester.runpytest_subprocess()
    assert result.ret != 0
    assert told in result.stdout.str() + result.stderr.str()
    assert "INTERNALERROR" not in result.stdout.str()


OPTIONS = {
    "--api-level=5": "--api-level: expected levels 6 to 24 and 26, got `5`",
    "--fidelity=devise": "did you mean `device`?",
}


@pytest.mark.parametrize("option", OPTIONS)
def test_option_that_is_none_is_told_once_without_a_traceback(option: str, pytester: pytest.Pytester) -> None:
    _write(pytester, "def test(device): pass")
    result = pytester.runpytest_subprocess(option)
    told = result.stdout.str() + result.stderr.str()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert told.count(OPTIONS[option]) == 1
    assert "plugin.py" not in told.replace("pytest_asyncio/plugin.py", "")


def test_app_of_the_folder_that_holds_the_test(pytester: pytest.Pytester) -> None:
    for file in (APPS / "hello").rglob("*"):
        if file.is_file() and file.suffix in (".json5", ".py"):
            copy = pytester.path / "hello" / file.relative_to(APPS / "hello")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    tests = pytester.path / "hello" / "tests"
    tests.mkdir()
    (tests / "test_hello.py").write_text("def test_hello(app):\n    assert app.run().exit_code == 0\n")
    pytester.runpytest_subprocess(str(tests)).assert_outcomes(passed=1)


def test_plugin_costs_those_nothing_who_do_not_use_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import sys\ndef test(): assert not {'emulator.device', 'aiohttp', 'pydantic'} & set(sys.modules)"
    )
    pytester.runpytest_subprocess("-p", "no:asyncio").assert_outcomes(passed=1)
