"""One failure, explained: what the app met, what was behind it, what to do."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.explanations.causes import explain_cause
from emulator.explanations.model import Language, Text, t
from emulator.recorder.entries import Why

_MET = t("{code} in {met}", "{met} 得到 {code}")
_EVENT = t("`{met}` event with {code}", "`{met}` 事件，code 为 {code}")
_NOTHING = t("no event at all", "没有任何事件")


@dataclass(frozen=True, slots=True)
class Account:
    """The explanation of one failure, in one language."""

    met: str
    """What the app got: `201 in connect()`."""
    where: str
    cause: str
    """In a few words: `connection refused`."""
    detail: str
    """What the device knows of this very case."""
    meaning: str
    fix: str
    source: str
    kind: str
    """For programs: the cause's kind."""

    def to_data(self) -> dict[str, str]:
        """Return it for programs."""
        return {name: getattr(self, name) for name in self.__slots__}


def account_of(why: Why, language: Language) -> Account:
    """Explain a failure."""
    known = explain_cause(why.cause, why.detail)
    return Account(
        met=_met(why).in_(language).format(code=why.code, met=why.met),
        where=why.where,
        cause=known.title.in_(language),
        detail=why.detail,
        meaning=known.meaning.in_(language),
        fix=known.fix.in_(language),
        source=why.rule or known.source,
        kind=why.cause,
    )


def _met(why: Why) -> Text:
    if why.met == "nothing":
        return _NOTHING
    return _MET if why.met.endswith("()") else _EVENT
