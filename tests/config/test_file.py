"""Every mistake in a config.yaml: the place, what was expected, what was found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.config import resolve
from emulator.config.file import read_yaml
from emulator.diagnostics import UserError


def mistake(tmp_path: Path, text: str | bytes) -> UserError:
    file = tmp_path / "config.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UserError) as caught:
        resolve(file=file)
    assert caught.value.exit_code == 2
    return caught.value


def place(error: UserError) -> str | None:
    return f"{error.position.line}:{error.position.column}" if error.position else None


@pytest.mark.parametrize(
    ("text", "where", "message", "help"),
    [
        ("api_levl: 11\n", "1:1", "unknown key `api_levl`", "did you mean `api_level`?"),
        ("fidelity: device\nlimits:\n  memry: 1GiB\n", "3:3", "unknown key `limits.memry`", "did you mean `memory`?"),
        (
            "network:\n  xyzzy: 1\n",
            "2:3",
            "unknown key `network.xyzzy`",
            "known keys here: `state`, `connect_timeout`, `proxy`, `proxy_exclusions` and `atomic_service_domains`",
        ),
        ("api_level: eleven\n", "1:12", "`api_level`: expected a whole number, got `eleven`", None),
        ("api_level: '11'\n", "1:12", "`api_level`: expected a whole number, got `11`", None),
        ("api_level: 11.5\n", "1:12", "`api_level`: expected a whole number, got `11.5`", None),
        ("api_level: yes\n", "1:12", "`api_level`: expected a whole number, got `true`", None),
        ("api_level:\n", "1:11", "`api_level`: expected a whole number, got nothing", None),
        ("api_level: [11]\n", "1:12", "`api_level`: expected a whole number, got a list", None),
        ("api_level: {a: 1}\n", "1:12", "`api_level`: expected a whole number, got a group of keys", None),
        ("api_level: 99\n", "1:12", "`api_level`: expected one of levels 6 to 24 and 26, got `99`", None),
        (
            "fidelity: documentd\n",
            "1:11",
            "`fidelity`: expected `documented` or `device`, got `documentd`",
            "did you mean `documented`?",
        ),
        ("sandbox: off\n", "1:10", "`sandbox`: expected `auto` or `required`, got `false`", None),
        ("device_type: 7\n", "1:14", "`device_type`: expected text, got `7`", None),
        ("deny: ohos.permission.INTERNET\n", "1:7", "`deny`: expected a list, got `ohos.permission.INTERNET`", None),
        (
            "deny:\n  - ohos.permission.INTERNETT\n",
            "2:5",
            "`deny[0]`: expected a permission of the platform, got `ohos.permission.INTERNETT`",
            "did you mean `ohos.permission.INTERNET`?",
        ),
        (
            "without_syscap: [Communication.NetStack]\n",
            "1:18",
            "`without_syscap[0]`: expected a capability of `phone`, got `Communication.NetStack`",
            None,
        ),
        ("limits: 5\n", "1:9", "`limits`: expected a group of keys, got `5`", None),
        ("limits:\nsandbox: auto\n", "1:8", "`limits`: expected a group of keys, got nothing", None),
        (
            "limits: {memory: 5 apples}\n",
            "1:18",
            "`limits.memory`: expected a size such as `256MiB`, got `5 apples`",
            None,
        ),
        (
            "limits: {memory: 256MB}\n",
            "1:18",
            "`limits.memory`: expected a size such as `256MiB`, got `256MB`",
            "the units are `B`, `KiB`, `MiB`, `GiB` and `TiB`",
        ),
        ("limits: {memory: 1KiB}\n", "1:18", "`limits.memory`: expected 64MiB to 1TiB, got `1KiB`", None),
        ("limits: {open_files: 1000000}\n", "1:22", "`limits.open_files`: expected at most 65536, got `1000000`", None),
        ("network: {connect_timeout: -1}\n", "1:28", "`network.connect_timeout`: expected more than 0, got `-1`", None),
        (
            "network: {connect_timeout: .inf}\n",
            "1:28",
            "`network.connect_timeout`: expected a finite number, got `inf`",
            None,
        ),
        ("network: {connect_timeout: 15s}\n", "1:28", "`network.connect_timeout`: expected a number, got `15s`", None),
        ("hilog: {tags: ['']}\n", "1:16", "`hilog.tags[0]`: expected at least 1 characters, got 0", None),
        (
            "hilog: {tags: [a,b,c,d,e,f,g,h,i,j,k]}\n",
            "1:15",
            "`hilog.tags`: expected at most 10 in the list, got 11",
            None,
        ),
        (
            "network:\n  proxy: proxy.example\n",
            "2:10",
            "`network.proxy`: expected `host:port`, got `proxy.example`",
            "write it as `proxy.example:8080`",
        ),
        (
            "network: {proxy: 'http://proxy:8080'}\n",
            "1:18",
            "`network.proxy`: expected `host:port`, got `http://proxy:8080`",
            "write it as `proxy.example:8080`",
        ),
        ("network: {proxy: 'proxy:65536'}\n", "1:18", "`network.proxy`: expected `host:port`, got `proxy:65536`", None),
        ("api_level: 11\napi_level: 12\n", "2:1", "the key `api_level` is given twice", None),
        ("api_level: 11\n bad: 1\n", "2:5", "not YAML: mapping values are not allowed here", None),
        (
            "api_level: [11\n",
            "2:1",
            "not YAML: expected ',' or ']', but got '<stream end>'",
            "indent with spaces, one `key: value` a line",
        ),
        (
            "limits:\n\tmemory: 1GiB\n",
            "2:1",
            "not YAML: found character '\\t' that cannot start any token",
            "indent with spaces, one `key: value` a line",
        ),
        (
            "- a\n",
            "1:1",
            "expected a group of keys, got something else",
            "write `key: value`, for example `api_level: 11`",
        ),
        (
            "just text\n",
            "1:1",
            "expected a group of keys, got something else",
            "write `key: value`, for example `api_level: 11`",
        ),
        ("a: &x 1\nb: *x\n", "1:4", "aliases (`&name`, `*name`) are not used here", "write the value out"),
        ("a: *x\n", "1:4", "aliases (`&name`, `*name`) are not used here", "write the value out"),
        (
            "a: !!python/object/apply:os.system [id]\n",
            "1:4",
            "tags (`tag:yaml.org,2002:python/object/apply:os.system`) are not used here",
            "write the plain value",
        ),
        ("api_level: 11\n---\napi_level: 12\n", "2:1", "expected one document, got a second one", "remove the `---`"),
        ("? [a, b]\n: 1\n", "1:3", "expected a key, got a list or a group", None),
        ("a: " + "[" * 60_000, "1:19", "nested too deeply: expected at most 16 levels", None),
        ("api_level: " + "9" * 9000 + "\n", "1:12", "not a number that fits", None),
        ("api_level: 11\nx: \x00\n", "2:4", "not YAML: the character U+0000", None),
    ],
)
def test_mistake_is_named_at_its_place(
    tmp_path: Path, text: str, where: str | None, message: str, help: str | None
) -> None:
    error = mistake(tmp_path, text)
    assert (place(error), error.message) == (where, message)
    if help is not None:
        assert error.help == help


def test_key_given_twice_names_both_places(tmp_path: Path) -> None:
    error = mistake(tmp_path, "limits:\n  memory: 1GiB\n  memory: 2GiB\n")
    assert (place(error), error.notes) == ("3:3", (f"first given at {tmp_path}/config.yaml:2:3",))


def test_other_mistakes_follow_as_notes_in_the_order_of_the_file(tmp_path: Path) -> None:
    error = mistake(tmp_path, "network: {state: maybe}\napi_level: x\n")
    assert error.message == "`network.state`: expected `online` or `offline`, got `maybe`"
    assert error.notes == (f"{tmp_path}/config.yaml:2:12: `api_level`: expected a whole number, got `x`",)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_empty_file_is_named(tmp_path: Path, text: str) -> None:
    error = mistake(tmp_path, text)
    assert error.message in {f"`{tmp_path}/config.yaml` is empty", "expected a group of keys, got something else"}


def test_invalid_utf8_is_placed(tmp_path: Path) -> None:
    error = mistake(tmp_path, b"api_level: 11\n# \xe9\n")
    assert (place(error), error.help) == ("2:3", "save the file as UTF-8")


def test_billion_laughs_is_refused_at_the_first_anchor(tmp_path: Path) -> None:
    text = "a: &a [x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
    )
    assert place(mistake(tmp_path, text)) == "1:4"


def test_huge_file_is_not_read_into_memory(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    with file.open("wb") as handle:
        handle.truncate(50 * 1024**3)
    with pytest.raises(UserError, match="too large: expected at most 64 KiB"):
        resolve(file=file)


def test_missing_folder_and_fifo_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for name, reason in (
        ("no.yaml", "no such file or directory"),
        (".", "it is not a file"),
        ("fifo", "it is not a file"),
    ):
        with pytest.raises(UserError) as caught:
            resolve(file=tmp_path / name)
        assert caught.value.message == f"cannot read `{tmp_path / name}`: {reason}"


def test_date_is_a_name_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("data_dir: 2026-01-01\n")
    assert resolve(file=file).config.data_dir == tmp_path / "2026-01-01"


def test_windows_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(b"\xef\xbb\xbfapi_level: 12\r\nfidelity: device\r\n")
    config = resolve(file=file).config
    assert (config.api_level, config.fidelity) == (12, "device")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab:- \n\t[]{}#&*!|>'\"%@`,?0.~é\0\x85\ud7ff")), max_size=40))
def test_any_text_is_read_or_a_users_mistake(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    try:
        document = read_yaml(file)
    except UserError as error:
        assert error.message
    else:
        assert isinstance(document.value, dict)
