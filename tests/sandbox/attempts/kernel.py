"""Attempts on the kernel's large or dangerous interfaces."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt


def _call(name: str, number: int, arguments: str = "0, 0, 0, 0, 0", *, machine: str | None = "x86_64") -> Attempt:
    return Attempt(name, "EPERM", f"syscall({number}, {arguments})", machine=machine)


ATTEMPTS = (
    _call("leave its namespaces", 272, "0x10000000"),
    _call("enter another namespace", 308, "0, 0"),
    _call("mount", 165, "b'none', b'/tmp', b'tmpfs', 0, None"),
    _call("unmount", 166, "b'/nonexistent', 0"),
    _call("pivot the root", 155, "b'.', b'.'"),
    _call("open a file system", 430, "b'tmpfs', 0", machine=None),
    _call("clone a mount", 428, "-100, b'.', 1", machine=None),
    _call("set up io_uring", 425, "4, bytes(120)", machine=None),
    _call("enter io_uring", 426, machine=None),
    _call("load a BPF program", 321, "5, bytes(64), 64"),
    _call("open a performance counter", 298, "bytes(128), 0, -1, -1, 0"),
    _call("use the kernel's keyring", 250, "0, -3, 0"),
    _call("add a key", 248, "b'user', b'name', b'x', 1, -2"),
    _call("handle page faults", 323, "0x801"),
    _call("load a module", 175, "None, 0, b''"),
    _call("load another kernel", 246, "0, 0, None, 0"),
    _call("reboot with a wrong magic", 169, "0, 0, 0, None"),
    _call("read the kernel's log", 103, "10, None, 0"),
    _call("set the clock", 227, "0, bytes(16)"),
    _call("set the host's name", 170, "b'x', 1"),
    _call("get the machine's ports", 172, "3"),
    _call("change its segments", 154, "0, None, 0"),
    _call("change how it is executed", 135, "0x0400000"),
    _call("install a filter of its own", 317, "1, 8, None"),
    _call("make a Landlock ruleset", 444, "None, 0, 1", machine=None),
    _call("set capabilities", 126, "bytes(8), bytes(24)"),
    _call("get shared memory", 29, "0, 4096, 0o1600"),
    _call("open a message queue", 240, "b'queue', 0o102, 0o600, None"),
    _call("splice", 275, "0, None, 0, None, 0, 0"),
    _call("give pages to a pipe", 278, "0, None, 0, 0"),
    _call("make hidden memory", 447, "0", machine=None),
    _call("advise the device's memory", 440, machine=None),
    _call("protect memory with a key", 329, "0, 0, 7, -1"),
    _call("remap pages of a file", 216),
    Attempt("call what this kernel may not know yet", "ENOSYS", "syscall(600)"),
    Attempt("make executable memory in a file", "EPERM", 'os.memfd_create("code")', opens_without="system calls"),
    Attempt(
        "map memory writable and executable",
        "EPERM",
        "import mmap; mmap.mmap(-1, 4096, prot=7)",
        opens_without="system calls",
    ),
    Attempt(
        "make memory writable and executable",
        "EPERM",
        """
        import mmap
        memory = mmap.mmap(-1, 4096)
        check(libc.mprotect(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(memory))), 4096, 7))
        """,
        opens_without="system calls",
    ),
    Attempt("type into a terminal", "EPERM", "import fcntl, termios; fcntl.ioctl(1, termios.TIOCSTI, b'x')"),
)
