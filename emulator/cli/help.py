"""How commands present themselves: examples first, plain text, and a "did you mean" for every typo."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from emulator.diagnostics import UserError, did_you_mean, quoted_list

# What typer's commands and groups have in common has no public name.
if TYPE_CHECKING:
    _Command = TyperCommand
else:
    _Command = object

_HEADING = "Examples:"


class _WithExamples(_Command):
    """A command whose docstring has a section `Examples:`."""

    def __init__(self, *arguments: Any, help: str | None = None, **settings: Any) -> None:
        about, self.examples = _parts(help)
        super().__init__(*arguments, help=about, **settings)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        if self.examples:
            formatter.write("".join([f"{_HEADING}\n", *(f"  {line}\n" for line in self.examples), "\n"]))
        super().format_help(ctx, formatter)


class Verb(_WithExamples, TyperCommand):
    """A command without others below it."""


class VerbWithWant(Verb):
    """A command that takes the Want's `parameters`: typer has no list of pairs, `--ps` takes two words each time."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        for param in self.params:
            if param.name == "parameters":
                param.nargs = 2


class VerbGroup(_WithExamples, TyperGroup):
    """A command with commands of its own."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        if args[0] not in known:
            meant = did_you_mean(args[0], known)
            raise UserError(
                f"unknown command `{ctx.command_path} {args[0]}`",
                help=f"did you mean `{ctx.command_path} {meant}`?" if meant else f"there are {quoted_list(known)}",
            )
        return super().resolve_command(ctx, args)


def application(help: str | None = None) -> typer.Typer:
    """Return the typer application of a verb.

    Args:
        help: About the whole, with its examples, where the verb is a group of commands.
    """
    return typer.Typer(
        cls=VerbGroup, help=help, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )


def explain(error: Any, command: str) -> UserError:
    """Return a wrong use that typer found as an error of our form.

    Args:
        error: A `TyperException`; which of them knows what has no public types.
        command: As far as it is known, where the error does not tell.
    """
    context, option = getattr(error, "ctx", None), getattr(error, "option_name", None)
    message = error.format_message() if option is None else error.message
    if context is None:
        return UserError(_in_our_form(message), help=f"`{command} --help` shows what it takes")
    known = [name for param in context.command.get_params(context) for name in param.opts]
    meant = did_you_mean(option, known) if option is not None else None
    return UserError(
        _in_our_form(message),
        help=f"did you mean `{meant}`?" if meant else f"`{context.command_path} --help` shows what it takes",
    )


def _in_our_form(message: str) -> str:
    """`Missing argument 'PATH'.` becomes "missing argument `PATH`"."""
    first, _, rest = message.strip().rstrip(".").replace("'", "`").partition(" ")
    return f"{first.lower()} {rest}"


def _parts(help: str | None) -> tuple[str, list[str]]:
    about, _, examples = inspect.cleandoc(help or "").partition(_HEADING)
    return about.strip(), [line.strip() for line in examples.splitlines() if line.strip()]
