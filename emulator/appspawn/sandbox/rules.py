"""What the system-call filter lets through, and with which arguments.

What CPython, asyncio, ssl, threads, ctypes and file work in an app's own folders ask for. What has no effect outside
the process, or is confined by Landlock or the limits, is allowed as it is; the rest has a rule or is left out. Left out
on purpose:

- socket, connect, bind, listen, accept: connections come from the device, ready.
- chmod, chown, utime, xattr in every form: Landlock does not guard them, and the app has the device's user.
- truncate by path: Landlock guards it only from ABI 3 on; ftruncate on an opened file is allowed.
- execve, fork, vfork, ptrace, process_vm_*, pidfd_*, kcmp: no other process is the app's business.
- memfd_create, shmget, mq_open: memory that outlives limits or is executable; mmap is allowed.
- inotify, fanotify: would watch files that cannot be read.
"""

from __future__ import annotations

import fcntl
import os
import socket
import termios
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

OWN_PID: Final = 0xFFFF0001
"""Stands for the process's own id, which is known when the filter is installed; no id is so high."""


@dataclass(frozen=True, slots=True)
class Check:
    """Looks at 32 bits of one argument: masked, it must be one of (`among`) or none of `values`."""

    argument: int
    values: tuple[int, ...]
    mask: int | None = None
    among: bool = True
    high: bool = False


Rule = tuple[tuple[Check, ...], ...]
"""Alternatives; one of them must hold with all its checks."""

_O_TRUNC_READ_ONLY: Final = os.O_TRUNC | os.O_RDONLY
_MSG_FASTOPEN = 0x20000000
_PROT_WRITE_EXEC = 0x2 | 0x4
# CLONE_VM|FS|FILES|SIGHAND|THREAD|SYSVSEM|SETTLS|PARENT_SETTID|CHILD_CLEARTID of glibc's and musl's pthread_create
_CLONE_OF_GLIBC = 0x3D0F00
_CLONE_OF_MUSL = 0x7D0F00
_PR_SET_NAME, _PR_GET_NAME = 15, 16
_TCGETS2 = 0x802C542A
_FCNTL_SEALS_GET, _FCNTL_OFD = 1034, (36, 37, 38)
_SO_PEERPIDFD = 77
_TCP_NOTSENT_LOWAT = 25


def _is(argument: int, *values: int, mask: int | None = None, high: bool = False) -> Check:
    return Check(argument, values, mask, high=high)


def _is_not(argument: int, value: int, mask: int) -> Check:
    return Check(argument, (value,), mask, among=False)


def _open_flags(argument: int) -> Rule:
    # O_TRUNC empties a file that is opened for reading only, which Landlock before ABI 3 takes for reading
    return ((_is_not(argument, _O_TRUNC_READ_ONLY, mask=os.O_TRUNC | os.O_ACCMODE),),)


_NOT_WRITABLE_AND_EXECUTABLE: Rule = ((_is_not(2, _PROT_WRITE_EXEC, mask=_PROT_WRITE_EXEC),),)
_OWN_PROCESS: Rule = ((_is(0, OWN_PID),),)
_ASKS_OF_ITSELF: Rule = ((_is(0, 0, OWN_PID),),)
_CLOCK_OF_NO_OTHER: Rule = ((_is(0, 0, mask=0x80000000),),)  # negative: another process's, or a device's

RULES: Final[Mapping[str, Rule]] = {
    # the hot ones first: a filter is read from its top, and each app has its own, cold when it wakes up for a message
    "sendto": ((_is(3, 0, mask=_MSG_FASTOPEN), _is(4, 0), _is(4, 0, high=True)),),
    "getsockopt": (
        (_is(1, socket.SOL_SOCKET), Check(2, (_SO_PEERPIDFD,), among=False)),
        (_is(1, socket.IPPROTO_TCP, socket.IPPROTO_IP, socket.IPPROTO_IPV6),),
    ),
    "sendmsg": ((_is(2, 0, mask=_MSG_FASTOPEN),),),
    "openat": _open_flags(2),
    "open": _open_flags(1),
    "mmap": _NOT_WRITABLE_AND_EXECUTABLE,
    "mprotect": _NOT_WRITABLE_AND_EXECUTABLE,
    "ioctl": (
        (
            _is(
                1,
                termios.FIONBIO,
                termios.FIOCLEX,
                termios.FIONCLEX,
                termios.FIONREAD,
                termios.TCGETS,
                _TCGETS2,
            ),
        ),
    ),
    # only mode 0: what is set aside beyond a file's end (FALLOC_FL_KEEP_SIZE) does not count for RLIMIT_FSIZE
    "fallocate": ((_is(1, 0),),),
    # no F_SETOWN and F_SETSIG: they have the kernel send signals to any process of the user
    "fcntl": (
        (
            _is(
                1,
                fcntl.F_DUPFD,
                fcntl.F_DUPFD_CLOEXEC,
                fcntl.F_GETFD,
                fcntl.F_SETFD,
                fcntl.F_GETFL,
                fcntl.F_SETFL,
                fcntl.F_GETLK,
                fcntl.F_SETLK,
                fcntl.F_SETLKW,
                *_FCNTL_OFD,
                _FCNTL_SEALS_GET,
            ),
        ),
    ),
    "socketpair": (
        (
            _is(0, socket.AF_UNIX),
            _is(
                1,
                socket.SOCK_STREAM,
                socket.SOCK_SEQPACKET,
                mask=~(socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC) & 0xFFFFFFFF,
            ),
        ),
    ),
    # no SO_LINGER: the device has a dup of each connection, and would wait when it closes it
    "setsockopt": (
        (
            _is(1, socket.SOL_SOCKET),
            _is(
                2,
                socket.SO_REUSEADDR,
                socket.SO_SNDBUF,
                socket.SO_RCVBUF,
                socket.SO_KEEPALIVE,
                socket.SO_RCVLOWAT,
            ),
        ),
        (
            _is(1, socket.IPPROTO_TCP),
            _is(
                2,
                socket.TCP_NODELAY,
                socket.TCP_CORK,
                socket.TCP_KEEPIDLE,
                socket.TCP_KEEPINTVL,
                socket.TCP_KEEPCNT,
                socket.TCP_QUICKACK,
                socket.TCP_USER_TIMEOUT,
                _TCP_NOTSENT_LOWAT,
            ),
        ),
    ),
    "clone": ((_is(0, _CLONE_OF_GLIBC, _CLONE_OF_MUSL),),),
    "kill": _OWN_PROCESS,
    "tgkill": _OWN_PROCESS,
    "rt_sigqueueinfo": _OWN_PROCESS,
    "rt_tgsigqueueinfo": _OWN_PROCESS,
    "prlimit64": _ASKS_OF_ITSELF,
    "getpgid": _ASKS_OF_ITSELF,
    "getsid": _ASKS_OF_ITSELF,
    "sched_getaffinity": _ASKS_OF_ITSELF,
    "clock_gettime": _CLOCK_OF_NO_OTHER,
    "clock_getres": _CLOCK_OF_NO_OTHER,
    "clock_nanosleep": _CLOCK_OF_NO_OTHER,
    "timer_create": _CLOCK_OF_NO_OTHER,
    "prctl": ((_is(0, _PR_SET_NAME, _PR_GET_NAME),),),
}

ABSENT: Final = frozenset({"clone3", "openat2"})
"""Fail with ENOSYS: their arguments are in memory, where a filter cannot look; callers fall back to others."""

_READING_AND_WRITING = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek close close_range dup dup2 dup3
    sendfile copy_file_range ftruncate fsync fdatasync sync_file_range flock fadvise64 readahead
"""
_PATHS = """
    creat stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat
    getdents getdents64 getcwd chdir fchdir umask rename renameat renameat2 mkdir mkdirat rmdir unlink unlinkat
    symlink symlinkat link linkat
"""
_MEMORY = "munmap mremap madvise mincore msync brk mlock munlock"
_WAITING = """
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    eventfd eventfd2 timerfd_create timerfd_settime timerfd_gettime signalfd signalfd4 pipe pipe2 pause
    nanosleep alarm getitimer setitimer
    timer_settime timer_gettime timer_getoverrun timer_delete
"""
_CONNECTIONS = "recvfrom recvmsg shutdown getsockname getpeername"
_THREADS = """
    futex futex_waitv set_robust_list set_tid_address rseq membarrier sched_yield getcpu
    exit exit_group restart_syscall wait4 waitid
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
"""
_FACTS = """
    gettimeofday time times getrusage getpid getppid gettid getuid geteuid getgid getegid
    getgroups getresuid getresgid getpgrp uname sysinfo getrandom getrlimit
"""

ALLOWED: Final = frozenset(
    " ".join([_READING_AND_WRITING, _PATHS, _MEMORY, _WAITING, _CONNECTIONS, _THREADS, _FACTS]).split()
)
"""Allowed whatever the arguments; a name that a machine does not have is skipped."""
