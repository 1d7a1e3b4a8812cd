from __future__ import annotations

import os

from emulator.appspawn.doctor import examine
from emulator.appspawn.sandbox import Layer, Sandbox, SandboxReport


def test_doctor_names_every_layer_of_this_machine() -> None:
    diagnosis = examine()
    assert diagnosis.kernel == os.uname().release
    assert diagnosis.report == Sandbox().probe()
    assert [layer.name for layer in diagnosis.report.layers] == [
        "limits",
        "files",
        "TCP ports",
        "signals and abstract sockets",
        "capabilities",
        "system calls",
    ]


def test_missing_layer_is_told_in_a_sentence_and_essential_ones_come_first() -> None:
    report = SandboxReport(
        (
            Layer("limits", True, "all", "-"),
            Layer("TCP ports", False, "needs ABI 4", "an app can hope", essential=False),
            Layer("files", False, "no Landlock", "an app can read your files"),
        )
    )
    assert report.warnings() == [
        "no files layer (no Landlock): an app can read your files",
        "no TCP ports layer (needs ABI 4): an app can hope",
    ]
    assert [layer.name for layer in report.open_layers] == ["files"]


def test_report_survives_its_way_over_the_link() -> None:
    report = Sandbox().probe()
    assert SandboxReport.from_data(report.to_data()) == report
