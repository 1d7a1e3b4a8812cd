"""The Mermaid diagram: its words, and that nothing said by an app means something to Mermaid."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from emulator.play import Arrow, Note, Step, play
from emulator.play.mermaid import mermaid
from tests.play.recorded import HOSTILE, hostile, session

STATEMENT = re.compile(
    r"    (?:participant [ANP] as \w+|title [^\n]+|Note (?:over A|over A,N|over N,P|over A,P|right of A): [^\n]+"
    r"|[ANP](?:->>|-->>|-->|-x)[ANP]: [^\n]+)"
)
PLAIN = re.compile(r"(?:[^#;\"`<>%{}$\\\n]|#\d+;|<br/>)*")


def body(page: str) -> list[str]:
    first, second, *lines, last = page.splitlines()
    assert (first, second, last) == ("```mermaid", "sequenceDiagram", "```")
    return lines


def shown(line: str) -> str:
    """Return a statement as Mermaid draws it."""
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", line)).strip()


def test_a_session_is_a_sequence_diagram() -> None:
    lines = [shown(line) for line in body(mermaid(play(session(), "ended", False, 4.0), "com.example.chat · phone"))]
    assert lines[:4] == [
        "title com.example.chat · phone",
        "participant A as app",
        "participant N as netstack",
        "participant P as peer",
    ]
    for line in (
        'A->>N: on("open", open) ✓ Chat.py:7',
        "N-->>A: connect: True (1.0 ms)",
        "N-->P: TLS agreed",
        "Note over N,P: Sec-WebSocket-Protocol: v2",
        "Note over A,P: … 8 more round trips (38.0 ms)",
        "N-xA: #2 ✗ connect: 201 Permission denied (1.0 ms)",
        "Note over A,N: why: permission: `ohos.permission.INTERNET` is denied",
        "Note right of A: ended",
    ):
        assert line in lines
    at = lines.index("P->>N: text 15 B")
    assert lines[at + 1 : at + 3] == ['N->>A: message("你好，设备")', "Note right of A: got 你好，设备"]


def test_what_a_hostile_app_and_peer_say_stays_text() -> None:
    page = mermaid(play(hostile(), HOSTILE), HOSTILE)
    for line in body(page):
        assert STATEMENT.fullmatch(line), line
        assert PLAIN.fullmatch(line.split(": ", 1)[-1]), line
        assert not re.search(r"\bend\b", line), line
    assert any("</svg><script>;#" in shown(line) for line in body(page))


@given(st.text() | st.text('#;"`<>%{}$\\\n\rend: '))
def test_any_text_is_one_statement(text: str) -> None:
    step = Step(0, 1, app=Arrow("call", text, text, "peer", place=text), notes=(Note("log", text),))
    lines = body(mermaid([step], text or "-"))
    assert len(lines) == 6
    for line in lines:
        assert STATEMENT.fullmatch(line), line
        assert PLAIN.fullmatch(line.split(": ", 1)[-1]), line
