"""The matrix for build servers: JUnit's XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from emulator.permission_matrix.check import Cell

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for (section 2.2)."""


def to_junit(bundle: str, cells: Sequence[Cell]) -> str:
    """Return the cells as one test suite: a case each, a failure for each that is not good."""
    suite = ElementTree.Element(
        "testsuite",
        name=f"permissions of {bundle}",
        tests=str(len(cells)),
        failures=str(sum(not cell.good for cell in cells)),
        errors="0",
        time=f"{sum(cell.seconds for cell in cells):.3f}",
    )
    for cell in cells:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=f"{bundle}.{cell.permission}",
            name=cell.situation.value,
            time=f"{cell.seconds:.3f}",
        )
        told = _FORBIDDEN.sub("?", f"{cell.finding.verdict.value}: {cell.finding.detail}".rstrip(": "))
        if cell.good:
            ElementTree.SubElement(case, "system-out").text = told
        else:
            ElementTree.SubElement(case, "failure", type=cell.finding.verdict.name.lower(), message=told)
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"
