"""Attempts to reach the network, or another process over a socket."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt

_FASTOPEN = 0x20000000
_EVERY = """
for family in range(48):
    for kind in (1, 2, 3, 4, 5, 6, 10):
        try:
            {call}
        except OSError as error:
            if error.errno != errno.EPERM:
                raise
        else:
            break
    else:
        continue
    break
else:
    raise OSError(errno.EPERM, "every one is refused")
"""
_WAYS = {"by Python": "socket.socket(family, kind)", "through ctypes": "check(libc.socket(family, kind, 0))"}
_OPTIONS = {
    "the repair mode": "6, 19, 1",
    "a signature": "6, 14, bytes(216)",
    "a fast open queue": "6, 23, 5",
    "deferred accept": "6, 9, 1",
    "another congestion control": '6, 13, b"reno"',
    "a shared port": "1, 15, 1",
    "a mark": "1, 36, 1",
    "a priority": "1, 12, 6",
    "forced buffers": "1, 33, 2**30",
    "busy polling": "1, 46, 1000",
    "a BPF program": "1, 50, 3",
    "credentials to be passed": "1, 16, 1",
    "pidfds to be passed": "1, 76, 1",
    "zero copy": "1, 60, 1",
    "transparent addresses": "0, 19, 1",
    "IPv6 options": "41, 26, 1",
}
_LOOPBACK = '("127.0.0.1", facts["port"])'


def _socket(threat: str, name: str, arguments: str) -> Attempt:
    return Attempt(threat, f"open {name}", "EPERM", f"socket.socket({arguments})")


def _on_connection(threat: str, name: str, answer: str, body: str) -> Attempt:
    return Attempt(threat, name, answer, f"link = socket.socket(fileno=receive_fd())\n{body}", passed="connection")


ATTEMPTS = (
    Attempt(
        "T1.1",
        "open an IPv4 socket",
        "EPERM",
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        opens_without="system calls",
    ),
    Attempt(
        "T1.1",
        "open a Unix socket",
        "EPERM",
        "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
        opens_without="system calls",
    ),
    _socket("T1.1", "an IPv6 socket", "socket.AF_INET6, socket.SOCK_STREAM"),
    _socket("T1.1", "a UDP socket", "socket.AF_INET, socket.SOCK_DGRAM"),
    _socket("T1.1", "a raw IP socket", "socket.AF_INET, socket.SOCK_RAW, 1"),
    _socket("T1.1", "a Unix datagram socket", "socket.AF_UNIX, socket.SOCK_DGRAM"),
    _socket("T1.1", "a netlink socket", "socket.AF_NETLINK, socket.SOCK_RAW"),
    _socket("T1.1", "a packet socket", "socket.AF_PACKET, socket.SOCK_RAW"),
    _socket("T1.1", "a VM socket", "socket.AF_VSOCK, socket.SOCK_STREAM"),
    _socket("T1.1", "a kernel crypto socket", "socket.AF_ALG, socket.SOCK_SEQPACKET"),
    _socket("T1.1", "a bluetooth socket", "31, socket.SOCK_STREAM"),
    Attempt(
        "T1.1", "open a socket through ctypes", "EPERM", "check(libc.socket(2, 1, 0))", opens_without="system calls"
    ),
    Attempt(
        "T1.1",
        "open a socket by raw system call",
        "EPERM",
        "syscall(41, 2, 1, 0)",
        machine="x86_64",
        opens_without="system calls",
    ),
    Attempt(
        "T1.1", "open a socket by x32 system call", "SIGSYS", "syscall(0x40000000 | 41, 2, 1, 0)", machine="x86_64"
    ),
    Attempt(
        "T1.1",
        "open a socket by 32-bit system call",
        "SIGSYS",
        """
        # mov eax, 359 (socket); mov ebx, 2; mov ecx, 1; mov edx, 0; int 0x80; ret
        code = bytes.fromhex("b867010000 bb02000000 b901000000 ba00000000 cd80 c3".replace(" ", ""))
        with open("code", "wb") as file:
            file.write(code)
        libc.mmap.restype = ctypes.c_void_p
        place = libc.mmap(None, ctypes.c_size_t(4096), 1 | 4, 2, os.open("code", os.O_RDONLY), ctypes.c_long(0))
        ctypes.CFUNCTYPE(ctypes.c_int)(place)()
        """,
        machine="x86_64",
    ),
    Attempt(
        "T1.1",
        "connect to loopback with asyncio",
        "EPERM",
        """
        import asyncio
        asyncio.run(asyncio.open_connection("127.0.0.1", facts["port"]))
        """,
    ),
    Attempt("T1.1", "resolve a name", "-3", 'socket.getaddrinfo("example.com", 80)'),
    Attempt(
        "T1.1", "make a datagram pair, which could send anywhere", "EPERM", "socket.socketpair(type=socket.SOCK_DGRAM)"
    ),
    Attempt(
        "T1.22",
        "connect a pair's end to an abstract socket of the host",
        "EPERM",
        'socket.socketpair()[0].connect(facts["abstract"])',
    ),
    _on_connection(
        "T1.2",
        "disconnect a passed connection with AF_UNSPEC",
        "EPERM",
        "check(libc.connect(link.fileno(), bytes(16), 16))",
    ),
    _on_connection("T1.2", "connect a passed connection elsewhere", "EPERM", f"link.connect({_LOOPBACK})"),
    _on_connection("T1.2", "bind a passed connection", "EPERM", 'link.bind(("127.0.0.1", 0))'),
    _on_connection("T1.2", "listen on a passed connection", "EPERM", "link.listen()"),
    _on_connection("T1.2", "send a passed connection's bytes elsewhere", "EPERM", f'link.sendto(b"x", {_LOOPBACK})'),
    _on_connection("T1.2", "reconnect by fast open", "EPERM", f'link.send(b"x", {_FASTOPEN})'),
    _on_connection(
        "T1.2", "reconnect by fast open in sendmsg", "EPERM", f'link.sendmsg([b"x"], [], {_FASTOPEN}, {_LOOPBACK})'
    ),
    _on_connection("T1.2", "switch fast open on", "EPERM", "link.setsockopt(6, 30, 1)"),
    _on_connection("T1.2", "attach a packet filter", "EPERM", "link.setsockopt(1, 26, bytes(16))"),
    _on_connection("T1.2", "switch to another upper protocol", "EPERM", 'link.setsockopt(6, 31, b"tls")'),
    _on_connection("T1.2", "let the device wait for its dup to close", "EPERM", "link.setsockopt(1, 13, bytes(8))"),
    _on_connection("T1.2", "bind to a network device", "EPERM", 'link.setsockopt(1, 25, b"lo")'),
    _on_connection("T1.2", "set IP options", "EPERM", "link.setsockopt(0, 4, bytes(4))"),
    Attempt(
        "T1.2", "accept on a passed listener", "EPERM", "socket.socket(fileno=receive_fd()).accept()", passed="listener"
    ),
    Attempt("T1.10", "get the device's pidfd from its socket", "EPERM", "control.getsockopt(1, 77)"),
    *(
        Attempt("T1.1", f"open a socket of any family and type {way}", "EPERM", _EVERY.format(call=call))
        for way, call in _WAYS.items()
    ),
    Attempt(
        "T1.1",
        "open a socket of any family by raw system call",
        "EPERM",
        _EVERY.format(call="syscall(41, family, kind, 0)"),
        machine="x86_64",
    ),
    Attempt("T1.1", "make a pair of sockets of another family", "EPERM", "socket.socketpair(socket.AF_INET)"),
    Attempt("T1.1", "connect by raw system call", "EPERM", "syscall(42, 0, bytes(16), 16)", machine="x86_64"),
    Attempt("T1.1", "listen by raw system call", "EPERM", "syscall(50, 0, 1)", machine="x86_64"),
    Attempt("T1.1", "accept by raw system call", "EPERM", "syscall(288, 0, None, None, 0)", machine="x86_64"),
    Attempt("T1.1", "send many datagrams at once", "EPERM", "syscall(307, 0, None, 1, 0)", machine="x86_64"),
    Attempt(
        "T1.1",
        "ask a name server by hand",
        "EPERM",
        'socket.socket(2, socket.SOCK_DGRAM).sendto(bytes(12), ("127.0.0.53", 53))',
    ),
    Attempt(
        "T1.1",
        "fetch a page with urllib",
        "EPERM",
        """
        import urllib.error, urllib.request
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{facts['port']}/", timeout=2)
        except urllib.error.URLError as error:
            raise error.reason from None
        """,
    ),
    Attempt(
        "T1.1",
        "serve with a ready-made server",
        "EPERM",
        'import http.server as h; h.HTTPServer(("127.0.0.1", 0), h.SimpleHTTPRequestHandler)',
    ),
    Attempt(
        "T1.1",
        "connect to a unix socket of the host by its path",
        "EPERM",
        'socket.socket(socket.AF_UNIX).connect(facts["unix_path"])',
        opens_without="system calls",
    ),
    Attempt(
        "T1.22",
        "connect to an abstract unix socket of the host",
        "EPERM",
        'socket.socket(socket.AF_UNIX).connect(facts["abstract"])',
    ),
    Attempt(
        "T1.22", "offer an abstract unix socket to other apps", "EPERM", 'socket.socket(socket.AF_UNIX).bind("\\0meet")'
    ),
    *(
        _on_connection("T1.2", f"set {what} on a passed connection", "EPERM", f"link.setsockopt({option})")
        for what, option in _OPTIONS.items()
    ),
    _on_connection(
        "T1.2",
        "accept on a passed connection that it has shut down",
        "EPERM",
        "link.shutdown(socket.SHUT_RDWR); link.accept()",
    ),
    _on_connection(
        "T1.2",
        "connect a passed connection that it has shut down",
        "EPERM",
        f"link.shutdown(2); link.connect({_LOOPBACK})",
    ),
    _on_connection(
        "T1.2",
        "have the kernel signal it for a passed connection",
        "EPERM",
        "import fcntl; fcntl.fcntl(link, 15, bytes(8))",
    ),
    _on_connection(
        "T1.2", "list the host's network devices", "EPERM", "import fcntl; fcntl.ioctl(link, 0x8912, bytes(16))"
    ),
    _on_connection(
        "T1.2", "read a network device's address", "EPERM", "import fcntl; fcntl.ioctl(link, 0x8915, bytes(40))"
    ),
    _on_connection("T1.2", "splice a passed connection", "EPERM", "os.splice(link.fileno(), os.pipe()[1], 1)"),
)
