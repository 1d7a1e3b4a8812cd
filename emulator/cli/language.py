"""In which language the user is spoken to."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.diagnostics import UserError, did_you_mean, quoted_list
from emulator.explanations import Language


def language_of(wanted: str | None, environ: Mapping[str, str]) -> Language:
    """Return the language that is asked for with `--lang`, else that of the environment.

    Raises:
        UserError: there is no such language.
    """
    if wanted is not None:
        if wanted in set(Language):
            return Language(wanted)
        meant = did_you_mean(wanted, Language)
        raise UserError(
            f"`--lang`: expected {quoted_list(Language)}, got `{wanted[:60]}`",
            help=f"did you mean `{meant}`?" if meant else "for example `--lang zh`",
        )
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return Language.CHINESE if locale.lower().startswith("zh") else Language.ENGLISH
