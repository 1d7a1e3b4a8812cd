"""`ohemu` as a whole: finds the verb, and turns whatever goes wrong into a message and an exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from signal import SIGPIPE
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from emulator import __version__
from emulator.cli.exit_codes import ExitCode, of_signal
from emulator.cli.help import VerbGroup, explain
from emulator.cli.terminal import complain, give_up_stdout, stand_in_for_closed_streams
from emulator.cli.verbs import VERBS
from emulator.diagnostics import UserError


class Ohemu(VerbGroup):
    """The outermost command; a verb is imported when it is used."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return typer.main.get_command(import_module(VERBS[cmd_name].module).app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.summary) for name, verb in VERBS.items()])


app = typer.Typer(cls=Ohemu, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"ohemu {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def ohemu(
    ctx: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """An OpenHarmony device in software, for apps that use @ohos.net.webSocket.

    Examples:
        ohemu run apps/hello
        ohemu run snippet.py --api-level 9 --deny ohos.permission.INTERNET
    """
    if ctx.invoked_subcommand is None:
        print(ctx.get_help(), file=sys.stderr)
        raise typer.Exit(ExitCode.WRONG_USE)


def run_command(arguments: Sequence[str] | None = None) -> int:
    """Run `ohemu` and return its exit code; see `emulator.cli.main`."""
    stand_in_for_closed_streams()
    try:
        code = _invoke(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
        return code
    except UserError as error:
        complain(error)
        return error.exit_code
    except BrokenPipeError:
        give_up_stdout()
        return of_signal(SIGPIPE)
    except Exception:
        traceback.print_exc()
        print(
            f"\nthis is a bug of ohemu {__version__} (Python {sys.version.split()[0]}), not of your app: "
            "please report it with the lines above",
            file=sys.stderr,
        )
        return ExitCode.BUG


def _invoke(arguments: list[str]) -> int:
    command: Any = typer.main.get_command(app)
    try:
        with command.make_context("ohemu", arguments) as context:
            return command.invoke(context) or 0
    except typer.Exit as done:
        return done.exit_code
    except TyperException as error:
        raise explain(error, " ".join(["ohemu", *(word for word in arguments[:1] if word in VERBS)])) from error
