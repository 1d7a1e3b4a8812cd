from __future__ import annotations

import json

import pytest

from emulator.appspawn.doctor import Diagnosis, examine
from emulator.appspawn.sandbox import Layer, SandboxReport
from emulator.cli import main
from emulator.cli.doctor import report


def diagnosis(*layers: Layer) -> Diagnosis:
    return Diagnosis(kernel="6.1", machine="x86_64", user="ordinary user", report=SandboxReport(layers))


FILES = Layer("files", True, "Landlock ABI 4", "an app can read every file")
NO_FILES = Layer("files", False, "no Landlock", "an app can read every file")
NO_TCP = Layer("TCP ports", False, "Landlock is too old", "only one filter is left", essential=False)


def test_it_tells_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    here = examine()
    assert main(["doctor"]) == (0 if here.holds else 1)
    out = capsys.readouterr().out
    for layer in here.report.layers:
        assert layer.name in out
        assert layer.detail in out


def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    here = examine()
    main(["doctor", "--json"])
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["kernel", "machine", "user", "holds", "layers"]
    assert [layer["name"] for layer in data["layers"]] == [layer.name for layer in here.report.layers]
    assert list(data["layers"][0]) == ["name", "active", "detail", "missing", "essential"]


def test_all_layers_active() -> None:
    assert report(diagnosis(FILES)) == (
        "sandbox on Linux 6.1 (x86_64), started by an ordinary user\n"
        "\n"
        "  files  active   Landlock ABI 4\n"
        "\n"
        "all layers are active: an app reaches only its own folder and the connections the device gives it"
    )


def test_a_missing_layer_tells_what_an_app_can_do() -> None:
    text = report(diagnosis(NO_FILES))
    assert "  files  MISSING  no Landlock\n                  so an app can read every file\n" in text
    assert "an essential layer is missing: run only apps that you trust" in text


def test_a_missing_layer_that_another_stands_in_for_is_no_alarm() -> None:
    text = report(diagnosis(FILES, NO_TCP))
    assert "  TCP ports  MISSING  Landlock is too old\n                      only one filter is left\n" in text
    assert "the sandbox holds" in text
