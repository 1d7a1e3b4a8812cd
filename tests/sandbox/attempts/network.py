"""Attempts to reach the network, or another process over a socket."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt

_FASTOPEN = 0x20000000
_LOOPBACK = '("127.0.0.1", facts["port"])'


def _socket(name: str, arguments: str) -> Attempt:
    return Attempt(f"open {name}", "EPERM", f"socket.socket({arguments})")


def _on_connection(name: str, answer: str, body: str) -> Attempt:
    return Attempt(name, answer, f"link = socket.socket(fileno=receive_fd())\n{body}", passed="connection")


ATTEMPTS = (
    Attempt(
        "open an IPv4 socket",
        "EPERM",
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        opens_without="system calls",
    ),
    Attempt(
        "open a Unix socket", "EPERM", "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)", opens_without="system calls"
    ),
    _socket("an IPv6 socket", "socket.AF_INET6, socket.SOCK_STREAM"),
    _socket("a UDP socket", "socket.AF_INET, socket.SOCK_DGRAM"),
    _socket("a raw IP socket", "socket.AF_INET, socket.SOCK_RAW, 1"),
    _socket("a Unix datagram socket", "socket.AF_UNIX, socket.SOCK_DGRAM"),
    _socket("a netlink socket", "socket.AF_NETLINK, socket.SOCK_RAW"),
    _socket("a packet socket", "socket.AF_PACKET, socket.SOCK_RAW"),
    _socket("a VM socket", "socket.AF_VSOCK, socket.SOCK_STREAM"),
    _socket("a kernel crypto socket", "socket.AF_ALG, socket.SOCK_SEQPACKET"),
    _socket("a bluetooth socket", "31, socket.SOCK_STREAM"),
    Attempt("open a socket through ctypes", "EPERM", "check(libc.socket(2, 1, 0))", opens_without="system calls"),
    Attempt(
        "open a socket by raw system call",
        "EPERM",
        "syscall(41, 2, 1, 0)",
        machine="x86_64",
        opens_without="system calls",
    ),
    Attempt("open a socket by x32 system call", "SIGSYS", "syscall(0x40000000 | 41, 2, 1, 0)", machine="x86_64"),
    Attempt(
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
        "connect to loopback with asyncio",
        "EPERM",
        """
        import asyncio
        asyncio.run(asyncio.open_connection("127.0.0.1", facts["port"]))
        """,
    ),
    Attempt("resolve a name", "-3", 'socket.getaddrinfo("example.com", 80)'),
    Attempt("make a datagram pair, which could send anywhere", "EPERM", "socket.socketpair(type=socket.SOCK_DGRAM)"),
    Attempt(
        "connect a pair's end to an abstract socket of the host",
        "EPERM",
        'socket.socketpair()[0].connect(facts["abstract"])',
    ),
    _on_connection(
        "disconnect a passed connection with AF_UNSPEC",
        "EPERM",
        "check(libc.connect(link.fileno(), bytes(16), 16))",
    ),
    _on_connection("connect a passed connection elsewhere", "EPERM", f"link.connect({_LOOPBACK})"),
    _on_connection("bind a passed connection", "EPERM", 'link.bind(("127.0.0.1", 0))'),
    _on_connection("listen on a passed connection", "EPERM", "link.listen()"),
    _on_connection("send a passed connection's bytes elsewhere", "EPERM", f'link.sendto(b"x", {_LOOPBACK})'),
    _on_connection("reconnect by fast open", "EPERM", f'link.send(b"x", {_FASTOPEN})'),
    _on_connection("reconnect by fast open in sendmsg", "EPERM", f'link.sendmsg([b"x"], [], {_FASTOPEN}, {_LOOPBACK})'),
    _on_connection("switch fast open on", "EPERM", "link.setsockopt(6, 30, 1)"),
    _on_connection("attach a packet filter", "EPERM", "link.setsockopt(1, 26, bytes(16))"),
    _on_connection("switch to another upper protocol", "EPERM", 'link.setsockopt(6, 31, b"tls")'),
    _on_connection("let the device wait for its dup to close", "EPERM", "link.setsockopt(1, 13, bytes(8))"),
    _on_connection("bind to a network device", "EPERM", 'link.setsockopt(1, 25, b"lo")'),
    _on_connection("set IP options", "EPERM", "link.setsockopt(0, 4, bytes(4))"),
    Attempt("accept on a passed listener", "EPERM", "socket.socket(fileno=receive_fd()).accept()", passed="listener"),
    Attempt("get the device's pidfd from its socket", "EPERM", "control.getsockopt(1, 77)"),
)
