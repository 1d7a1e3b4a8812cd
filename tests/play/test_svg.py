"""The picture: well-formed, self-contained, and with everything on it."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from emulator.play import Arrow, Note, Step, play
from emulator.play.svg import svg
from tests.play.recorded import HOSTILE, hostile, session

SVG = "{http://www.w3.org/2000/svg}"


def texts(document: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(document).iter(f"{SVG}text")]


def test_a_session_is_drawn_with_its_participants_labels_and_notes() -> None:
    labels = texts(svg(play(session(), "ended with code 1", True, 4.0), "com.example.chat · phone"))
    assert labels[0] == "com.example.chat · phone"
    assert {"app", "netstack", "peer"} < set(labels)
    for label in (
        'on("open", open) ✓',
        "Chat.py:7",
        "connect: True",
        "GET /chat",
        "Sec-WebSocket-Protocol: v2",
        'message("你好，设备")',
        "text 15 B",
        "… 8 more round trips (38.0 ms)",
        "why: lost: the peer dropped the connection",
        "#2 ✗ connect: 201 Permission denied",
        "ended with code 1",
        "+4.000",
    ):
        assert label in labels


def test_the_picture_needs_nothing_else_and_suits_dark_ground() -> None:
    document = svg(play(session()))
    assert "prefers-color-scheme:dark" in document
    for outside in ("href", "<script", "<image", "url(", "@import", "<foreignObject"):
        assert outside not in document
    root = ElementTree.fromstring(document)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_what_a_hostile_app_and_peer_say_stays_text() -> None:
    root = ElementTree.fromstring(svg(play(hostile()), HOSTILE))
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags == {"svg", "title", "style", "rect", "line", "text", "g", "path"}
    assert any("</svg><script>" in text for text in texts(svg(play(hostile()))))


@given(st.text() | st.text("<&>\"'\ufffe\x00\ud800]]>"))
def test_any_text_makes_a_well_formed_picture(text: str) -> None:
    step = Step(0, 1, app=Arrow("call", text, text, "peer", place=text), notes=(Note("log", text), Note("fold", text)))
    ElementTree.fromstring(svg([step], text))


def test_everything_is_within_the_picture() -> None:
    root = ElementTree.fromstring(svg(play(session())))
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    for box in root.iter(f"{SVG}rect"):
        if box.get("class") != "ground":
            assert float(box.get("x", "")) + float(box.get("width", "")) <= width
            assert float(box.get("y", "")) + float(box.get("height", "")) <= height


def test_nothing_recorded_is_three_participants() -> None:
    assert texts(svg([])) == ["", "sec", "app", "netstack", "peer"]
