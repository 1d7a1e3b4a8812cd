"""Where this device differs from a real one on purpose, and the recorded scenarios in which it does."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.conformance.exceptions import EXCEPTIONS
from emulator.parity.entry import Entry, Support, levels
from syscap.levels import RELEASES

_OWN = "tests/parity/test_divergences.py"
_BEHAVIOR = "tests/guest/netstack/test_behavior.py::test_every_level_has_a_behavior"
_EXCEPTIONS = "tests/conformance/test_check.py::test_the_known_differences_are_of_recorded_scenarios_and_say_why"
_4_X = levels(6, 11)
_EVERY = levels(6)


def _scenarios() -> Iterator[Entry]:
    level_of = {release.name: release.level for release in RELEASES}
    for known in EXCEPTIONS:
        where = tuple(sorted(level_of[name] for name in known.releases))
        yield Entry(f"scenario {known.scenario}", where, Support.DIVERGENT, known.reason, _EXCEPTIONS)


DIVERGENCES: tuple[Entry, ...] = (
    Entry(
        "crash when a listener is removed inside its own event",
        _4_X,
        Support.DIVERGENT,
        "4.0 and 4.1 crash (SIGSEGV); here the app goes on and is warned (`listener-removed-inside-its-event`)",
        f"{_OWN}::test_a_listener_that_removes_itself_does_not_crash_and_is_warned",
    ),
    Entry(
        "crash after a second connect() on a connected object",
        levels(6, 10),
        Support.DIVERGENT,
        "4.0 makes a TCP connection that it never uses, and corrupts its heap (SIGABRT); here only the former, with "
        "a warning (`connect-while-connected`)",
        f"{_OWN}::test_a_second_connect_on_4_0_does_not_crash_and_is_warned",
    ),
    Entry(
        "ping storm",
        _4_X,
        Support.DIVERGENT,
        "4.0 and 4.1 ping as soon as the last pong has come, thousands a second; here once a second",
        f"{_OWN}::test_the_ping_storm_of_4_1_is_one_ping_a_second",
    ),
    Entry(
        "header injection",
        _EVERY,
        Support.DIVERGENT,
        "a line break in a header forges further headers; here it is not sent, with a warning (`header-injection`)",
        f"{_OWN}::test_a_header_with_a_line_break_is_not_sent_and_is_warned",
    ),
    Entry(
        "body of the answer to a close frame",
        _4_X,
        Support.DIVERGENT,
        "4.0 and 4.1 overwrite it with bytes of their last ping: random code and reason; here both are echoed",
        f"{_OWN}::test_the_answer_to_a_close_frame_echoes_its_body",
    ),
    Entry(
        "order of several send() calls in one tick",
        _EVERY,
        Support.DIVERGENT,
        "a device's worker threads race: of 100 sends up to 11 were recorded out of order; here they stay in order",
        f"{_OWN}::test_sends_of_one_tick_arrive_in_order",
    ),
    Entry(
        "when the messages of a turn leave",
        _EVERY,
        Support.DIVERGENT,
        "a device sends each as soon as it can; here the third of a turn and later ones share segments, sent when "
        "the turn ends, or after 200 ms of computing",
        "tests/guest/wire/test_cork.py::test_they_arrive_while_the_app_goes_on_computing",
    ),
    Entry(
        "netstack's log line for each message",
        _EVERY,
        Support.DIVERGENT,
        "devices log every message sent and received at level I; here only opening, closing and errors are logged",
        f"{_OWN}::test_messages_leave_no_lines_of_netstack",
    ),
    Entry(
        "paths of the context's directories",
        _EVERY,
        Support.DIVERGENT,
        "`/data/storage/el2/base/...` on a device; here host paths of the same layout, `DIR/app/el2/100/base/...`",
        f"{_OWN}::test_the_files_dir_is_a_host_path_laid_out_as_the_platforms",
    ),
    Entry(
        "copying a file's mode and times",
        _EVERY,
        Support.DIVERGENT,
        "the sandbox refuses `chmod` and the like: `shutil.copyfile` works, `shutil.copy` and `copy2` do not",
        f"{_OWN}::test_the_sandbox_copies_files_without_their_mode",
    ),
    Entry(
        "permission revoked while connected",
        _EVERY,
        Support.DIVERGENT,
        "no device can revoke INTERNET; at `documented` fidelity that cuts connections, at `device` it leaves them",
        "tests/test_device.py::test_revoke_cuts_connections_and_the_next_call_is_201",
    ),
    Entry(
        "TLS connections to a server whose certificate is not self-signed, at `fidelity: device`",
        levels(11),
        Support.DIVERGENT,
        "a device accepts self-signed certificates while it verifies; here a first connection looks at the certificate "
        "and ends without a request, the second one verifies",
        "tests/parity/test_tls.py::test_at_device_fidelity_a_first_connection_only_looks_at_the_certificate",
    ),
    Entry(
        "a TLS server that sends its own CA along, at `fidelity: device`",
        _EVERY,
        Support.DIVERGENT,
        "devices accept whatever CA is in the chain (lws ALLOW_SELFSIGNED); here the app or the device must trust it",
        "tests/parity/test_tls.py::test_a_ca_that_the_server_sends_along_is_not_trusted",
    ),
    Entry(
        "`proxy.exclusionList` that is no list",
        levels(12),
        Support.DIVERGENT,
        "a device's connect() throws `An array was expected`, and connects all the same; here the list is empty",
        f"{_OWN}::test_an_exclusion_list_that_is_no_list_is_empty",
    ),
    Entry(
        "an empty text before `open`",
        levels(12, 20),
        Support.DIVERGENT,
        "a device sends nothing of it, and keeps what was sent behind it until the next send(); here only the former",
        f"{_OWN}::test_an_empty_text_before_open_holds_nothing_up",
    ),
    Entry(
        "abilityAccessCtrl below its level",
        levels(6, 17),
        Support.PARTIAL,
        "its members are there at every level, also below their `@since`",
        "tests/parity/test_surface.py::test_access_control_is_there_below_its_level",
    ),
    Entry(
        "`fidelity: device` below 4.0",
        levels(6, 9),
        Support.PARTIAL,
        "3.1 and 3.2 were read, not recorded: what is not known of them is as on 4.0",
        _BEHAVIOR,
    ),
    Entry(
        "`fidelity: device` between releases",
        (13, 14, 15, 16, 17, 19, 21, 22, 24),
        Support.PARTIAL,
        "not recorded: what their source does not tell is as on the recorded release before",
        _BEHAVIOR,
    ),
    *_scenarios(),
)
