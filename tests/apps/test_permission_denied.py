from __future__ import annotations

from tests.apps.command import INTERNET, run


def test_denied_it_explains_201_in_both_forms_and_ends_well() -> None:
    result = run("permission_denied", "--deny", INTERNET)
    assert result.code == 0, result.stderr
    hint = f"the app has no {INTERNET}: is it in requestPermissions of module.json5?"
    assert result.printed == [
        "checkAccessToken: PERMISSION_DENIED",
        "connect callback: 201 Permission denied",
        hint,
        "connect promise: 201 Permission denied",
        hint,
        "going on without the network",
    ]


def test_granted_it_connects() -> None:
    result = run("permission_denied")
    assert result.code == 0, result.stderr
    assert result.printed == ["checkAccessToken: PERMISSION_GRANTED", "connected: the permission is granted"]
