"""Access token ids."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permissions import AccessTokenManager, UnknownBundle
from permissions.tokens import FIRST_HAP_TOKEN, LAST_HAP_TOKEN, MAX_TRIES, NoTokenLeft, draw_token_id


def draws(*values: int) -> Callable[[int], int]:
    drawn: Iterator[int] = iter(values)
    return lambda bits: next(drawn)


def test_ids_of_apps_are_536870912_to_537919487() -> None:
    assert (FIRST_HAP_TOKEN, LAST_HAP_TOKEN) == (536870912, 537919487)


@given(st.integers(0, 2**20 - 1))
def test_the_low_20_bits_are_the_random_ones(value: int) -> None:
    token_id = draw_token_id((), draws(value))
    assert FIRST_HAP_TOKEN <= token_id <= LAST_HAP_TOKEN
    assert token_id - FIRST_HAP_TOKEN == value


def test_a_taken_id_is_drawn_again() -> None:
    assert draw_token_id({FIRST_HAP_TOKEN + 5}, draws(5, 5, 6)) == FIRST_HAP_TOKEN + 6


def test_drawing_ends_after_the_platforms_number_of_tries() -> None:
    tried = 0

    def always_the_same(bits: int) -> int:
        nonlocal tried
        tried += 1
        return 5

    with pytest.raises(NoTokenLeft):
        draw_token_id({FIRST_HAP_TOKEN + 5}, always_the_same)
    assert tried == MAX_TRIES


@pytest.mark.threat("T1.23", "T3.4")
def test_every_bundle_and_every_user_has_a_token_of_its_own() -> None:
    manager = AccessTokenManager()
    tokens = [
        manager.install(name, [], user_id=user) for name in ("com.example.a", "com.example.b") for user in (100, 101)
    ]
    assert len({token.token_id for token in tokens}) == 4
    assert manager.token_of("com.example.a", user_id=101) == tokens[1]
    assert (tokens[1].bundle_name, tokens[1].user_id) == ("com.example.a", 101)


def test_ids_of_two_bundles_differ_even_when_the_same_number_is_drawn() -> None:
    manager = AccessTokenManager(randbits=draws(7, 7, 8))
    assert manager.install("com.example.a", []).token_id == FIRST_HAP_TOKEN + 7
    assert manager.install("com.example.b", []).token_id == FIRST_HAP_TOKEN + 8


def test_reinstall_renews_the_id_and_the_old_one_has_nothing_any_more() -> None:
    manager = AccessTokenManager(randbits=draws(1, 2, 3))
    internet = "ohos.permission.INTERNET"
    old = manager.install("com.example.a", [internet])
    new = manager.install("com.example.a", [internet])
    assert new.token_id != old.token_id
    assert (manager.verify(old.token_id, internet), manager.verify(new.token_id, internet)) == (-1, 0)


def test_uninstall_deletes_the_token_and_a_later_install_gets_another() -> None:
    manager = AccessTokenManager(randbits=draws(1, 2))
    old = manager.install("com.example.a", ["ohos.permission.INTERNET"])
    manager.uninstall("com.example.a")
    assert manager.verify(old.token_id, "ohos.permission.INTERNET") == -1
    with pytest.raises(UnknownBundle, match=r"`com\.example\.a` is not installed"):
        manager.token_of("com.example.a")
    with pytest.raises(UnknownBundle):
        manager.uninstall("com.example.a")
    assert manager.install("com.example.a", []).token_id != old.token_id


def test_uninstall_for_one_user_leaves_the_others() -> None:
    manager = AccessTokenManager()
    manager.install("com.example.a", [])
    kept = manager.install("com.example.a", [], user_id=101)
    manager.uninstall("com.example.a")
    assert manager.token_of("com.example.a", user_id=101) == kept
