from __future__ import annotations

from tests.apps.command import INTERNET, run


def test_the_greeting_comes_back() -> None:
    result = run("hello")
    assert result.code == 0, result.stderr
    assert result.printed == ["the greeting came back: Hello, OpenHarmony!", "closed with 1000"]
    assert [event["event"] for event in result.events][0 :: len(result.events) - 1] == ["ready", "exit"]


def test_without_the_permission_it_says_so_and_ends() -> None:
    result = run("hello", "--deny", INTERNET)
    assert result.code == 0, result.stderr
    assert result.printed == ["no connection: 201 Permission denied"]


def test_without_a_server_it_says_so_and_ends() -> None:
    result = run("hello", "--ps", "url", "ws://127.0.0.1:1/")
    assert result.code == 0, result.stderr
    assert result.printed == ["no connection: 200"]
