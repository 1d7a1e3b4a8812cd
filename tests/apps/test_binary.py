from __future__ import annotations

from pathlib import Path

import pytest

from tests.apps.command import run


@pytest.mark.parametrize(("fidelity", "parts"), [("documented", [4096, 4096, 2048]), ("device", [10240])])
def test_the_picture_comes_back_whole_in_parts_of_the_fidelity(fidelity: str, parts: list[int], tmp_path: Path) -> None:
    result = run("binary", "--fidelity", fidelity, "--data", str(tmp_path))
    assert result.code == 0, result.stderr
    assert result.printed == [
        "sending 10240 bytes",
        *(f"a part of {part} bytes" for part in parts),
        "all 10240 bytes are here, the same as sent",
    ]
    saved = tmp_path / "app/el2/100/base/com.example.binary/haps/entry/files/picture.bin"
    assert saved.read_bytes() == bytes(range(256)) * 40


def test_a_device_without_data_end_refuses_it() -> None:
    result = run("binary", "--api-level", "10")
    assert result.code == 2
    assert "9568297" in result.stderr
    assert "API 11" in result.stderr
