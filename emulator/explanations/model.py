"""What is known of one code: the types of the table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from syscap.levels import LEVELS

__all__ = ["Explanation", "Given", "Kind", "Language", "Text", "t"]


class Language(StrEnum):
    """A language that every text of the table has."""

    ENGLISH = "en"
    CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Text:
    """The same in each language."""

    en: str
    zh: str

    def in_(self, language: Language) -> str:
        return self.zh if language is Language.CHINESE else self.en


def t(en: str, zh: str) -> Text:
    """Return a text of the table."""
    return Text(en, zh)


class Kind(Enum):
    """Where an app, or who runs it, meets a code."""

    CALL = t("error of a call", "调用失败时的错误码")
    ERROR_EVENT = t("code of the `error` event", "`error` 事件的 code")
    HTTP_STATUS = t("`data` of the `error` event", "`error` 事件的 data")
    CLOSE_EVENT = t("code of the `close` event", "`close` 事件的 code")
    ANSWER = t("answer about a permission", "权限查询或申请的结果")
    INSTALL = t("answer to an install", "安装的结果")
    START = t("answer to a start", "启动的结果")
    EXIT = t("exit code of `ohemu`", "`ohemu` 的退出码")

    @property
    def key(self) -> str:
        """For programs: `error-event`."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Given:
    """When a device gives a code, and in which API levels."""

    text: Text
    since: int = LEVELS[0]
    until: int = LEVELS[-1]

    def levels(self, language: Language) -> str:
        """Return the levels as people say them: `API 11 and later`."""
        first, last = self.since, self.until
        match first == LEVELS[0], last == LEVELS[-1]:
            case True, True:
                return t("every API level", "所有 API 版本").in_(language)
            case True, False:
                return t(f"up to API {last}", f"API {last} 及以下").in_(language)
            case False, True:
                return t(f"API {first} and later", f"API {first} 及以上").in_(language)
        if first == last:
            return f"API {first}"
        return t(f"API {first} to {last}", f"API {first} 至 {last}").in_(language)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One code, or a range of codes that mean the same."""

    kind: Kind
    code: int
    title: Text
    """The platform's words where it has some, else ours."""
    meaning: Text
    given: tuple[Given, ...]
    causes: tuple[Text, ...]
    fixes: tuple[Text, ...]
    sources: tuple[str, ...]
    """Where it is known from: repository, path, release; or a recorded device trace."""
    last: int | None = None
    """The last code of a range."""
    about: tuple[str, ...] = ()
    """Names that lead here: members of the API and permissions."""
    messages: tuple[tuple[int, str], ...] = ()
    """What the device writes, and the first API level that writes so."""

    @property
    def code_text(self) -> str:
        """`201`, or `3000-3999`."""
        return str(self.code) if self.last is None else f"{self.code}-{self.last}"

    def covers(self, code: int) -> bool:
        return self.code <= code <= (self.code if self.last is None else self.last)

    def to_data(self, language: Language) -> dict[str, object]:
        """Return it for programs."""
        return {
            "code": self.code,
            "last": self.last,
            "kind": self.kind.key,
            "title": self.title.in_(language),
            "meaning": self.meaning.in_(language),
            "when": [{"since": one.since, "until": one.until, "text": one.text.in_(language)} for one in self.given],
            "causes": [cause.in_(language) for cause in self.causes],
            "fixes": [fix.in_(language) for fix in self.fixes],
            "messages": [{"since": since, "text": text} for since, text in self.messages],
            "about": list(self.about),
            "sources": list(self.sources),
            "lang": language.value,
        }
