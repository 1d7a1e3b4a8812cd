"""Attempts on the kernel's large or dangerous interfaces."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt


def _call(
    threat: str, name: str, number: int, arguments: str = "0, 0, 0, 0, 0", *, machine: str | None = "x86_64"
) -> Attempt:
    return Attempt(threat, name, "EPERM", f"syscall({number}, {arguments})", machine=machine)


ATTEMPTS = (
    _call("T1.12", "leave its namespaces", 272, "0x10000000"),
    _call("T1.12", "enter another namespace", 308, "0, 0"),
    _call("T1.12", "mount", 165, "b'none', b'/tmp', b'tmpfs', 0, None"),
    _call("T1.12", "unmount", 166, "b'/nonexistent', 0"),
    _call("T1.12", "pivot the root", 155, "b'.', b'.'"),
    _call("T1.12", "open a file system", 430, "b'tmpfs', 0", machine=None),
    _call("T1.12", "clone a mount", 428, "-100, b'.', 1", machine=None),
    _call("T1.12", "set up io_uring", 425, "4, bytes(120)", machine=None),
    _call("T1.12", "enter io_uring", 426, machine=None),
    _call("T1.12", "load a BPF program", 321, "5, bytes(64), 64"),
    _call("T1.12", "open a performance counter", 298, "bytes(128), 0, -1, -1, 0"),
    _call("T1.12", "use the kernel's keyring", 250, "0, -3, 0"),
    _call("T1.12", "add a key", 248, "b'user', b'name', b'x', 1, -2"),
    _call("T1.12", "handle page faults", 323, "0x801"),
    _call("T1.12", "load a module", 175, "None, 0, b''"),
    _call("T1.12", "load another kernel", 246, "0, 0, None, 0"),
    _call("T1.12", "reboot with a wrong magic", 169, "0, 0, 0, None"),
    _call("T1.12", "read the kernel's log", 103, "10, None, 0"),
    _call("T1.12", "set the clock", 227, "0, bytes(16)"),
    _call("T1.12", "set the host's name", 170, "b'x', 1"),
    _call("T1.12", "get the machine's ports", 172, "3"),
    _call("T1.12", "change its segments", 154, "0, None, 0"),
    _call("T1.12", "change how it is executed", 135, "0x0400000"),
    _call("T1.12", "install a filter of its own", 317, "1, 8, None"),
    _call("T1.12", "make a Landlock ruleset", 444, "None, 0, 1", machine=None),
    _call("T1.12", "set capabilities", 126, "bytes(8), bytes(24)"),
    _call("T1.22", "get shared memory", 29, "0, 4096, 0o1600"),
    _call("T1.22", "open a message queue", 240, "b'queue', 0o102, 0o600, None"),
    _call("T1.12", "splice", 275, "0, None, 0, None, 0, 0"),
    _call("T1.12", "give pages to a pipe", 278, "0, None, 0, 0"),
    _call("T1.12", "make hidden memory", 447, "0", machine=None),
    _call("T1.12", "advise the device's memory", 440, machine=None),
    _call("T1.12", "protect memory with a key", 329, "0, 0, 7, -1"),
    _call("T1.12", "remap pages of a file", 216),
    Attempt("T1.12", "call what this kernel may not know yet", "ENOSYS", "syscall(600)"),
    Attempt(
        "T1.11", "make executable memory in a file", "EPERM", 'os.memfd_create("code")', opens_without="system calls"
    ),
    Attempt(
        "T1.11",
        "map memory writable and executable",
        "EPERM",
        "import mmap; mmap.mmap(-1, 4096, prot=7)",
        opens_without="system calls",
    ),
    Attempt(
        "T1.11",
        "make memory writable and executable",
        "EPERM",
        """
        import mmap
        memory = mmap.mmap(-1, 4096)
        check(libc.mprotect(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(memory))), 4096, 7))
        """,
        opens_without="system calls",
    ),
    Attempt("T1.8", "type into a terminal", "EPERM", "import fcntl, termios; fcntl.ioctl(1, termios.TIOCSTI, b'x')"),
    # the rest of the calls that reach beyond a process, by name and number
    *(
        _call(threat, name, number, machine=None if number >= 424 else "x86_64")
        for threat, name, number in (
            ("T1.12", "switch accounting on", 163),
            ("T1.12", "swap on", 167),
            ("T1.12", "swap off", 168),
            ("T1.12", "change quotas", 179),
            ("T1.12", "change quotas by descriptor", 443),
            ("T1.12", "change a mount's flags", 442),
            ("T1.12", "move a mount", 429),
            ("T1.12", "mount a file system", 432),
            ("T1.12", "look at a file system's settings", 433),
            ("T1.12", "load a module from a file", 313),
            ("T1.12", "remove a module", 176),
            ("T1.12", "load another kernel from a file", 320),
            ("T1.12", "ask for a key", 249),
            ("T1.12", "set the time of day", 164),
            ("T1.12", "tune the clock", 159),
            ("T1.12", "tune a clock", 305),
            ("T1.12", "set the domain's name", 171),
            ("T1.12", "get the machine's port range", 173),
            ("T1.12", "hang up its terminal", 153),
            ("T1.22", "get a message queue", 68),
            ("T1.22", "get semaphores", 64),
            ("T1.22", "attach shared memory", 30),
            ("T1.22", "unlink a message queue", 241),
            ("T1.12", "set a memory policy", 238),
            ("T1.12", "bind memory", 237),
            ("T1.12", "set a memory's home", 450),
            ("T1.12", "set up asynchronous input and output", 206),
            ("T1.12", "copy between pipes", 276),
            ("T1.12", "restrict itself by another ruleset", 446),
            ("T1.12", "add a Landlock rule", 445),
            ("T1.12", "set its registers' base", 158),
            ("T1.12", "make a protection key", 330),
            ("T1.17", "lock all memory", 151),
            ("T1.19", "sync all file systems", 162),
            ("T1.19", "sync a file system", 306),
            ("T1.12", "get the device's capabilities", 125),
            ("T1.12", "set the group of its files", 123),
            ("T1.12", "set the user of its files", 122),
            ("T1.12", "register io_uring buffers", 427),
        )
    ),
    *(
        Attempt("T1.12", f"call {name}, newer than the list", "ENOSYS", f"syscall({number}, 0, 0, 0, 0, 0)")
        for name, number in {
            "cachestat": 451,
            "fchmodat2": 452,
            "map_shadow_stack": 453,
            "statmount": 457,
            "lsm_set_self_attr": 460,
            "mseal": 462,
            "setxattrat": 463,
            "open_tree_attr": 467,
        }.items()
    ),
)
