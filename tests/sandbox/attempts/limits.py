"""Attempts to take more than an app's share."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt


def _more(threat: str, name: str, answer: str, body: str, opens_without: str | None = None) -> Attempt:
    return Attempt(threat, name, answer, body, held_by="limits", opens_without=opens_without)


ATTEMPTS = (
    _more("T1.17", "take 300 MiB of memory", "MemoryError", "bytearray(300 * 2**20)", opens_without="limits"),
    _more(
        "T1.17",
        "take 300 MiB in small pieces",
        "MemoryError",
        "[bytes(100_000) for _ in range(3200)]",
        opens_without="limits",
    ),
    _more("T1.17", "map 1 GiB of shared memory", "ENOMEM", "import mmap; mmap.mmap(-1, 2**30)", opens_without="limits"),
    _more(
        "T1.17", "open 65 descriptors", "EMFILE", "[os.open('/dev/null', 0) for _ in range(65)]", opens_without="limits"
    ),
    _more(
        "T1.19", "write 2 MiB into a file", "EFBIG", "open('big', 'wb').write(bytes(2 * 2**20))", opens_without="limits"
    ),
    _more(
        "T1.19", "lengthen a file to 2 MiB", "EFBIG", "open('long', 'wb').truncate(2 * 2**20)", opens_without="limits"
    ),
    _more(
        "T1.17",
        "start threads without end",
        "threads",
        """
        import _thread  # threading's start() would wait for ever for a thread that memory does not let begin
        _thread.stack_size(2**18)
        held = _thread.allocate_lock()
        held.acquire()
        try:
            for _ in range(5000):
                _thread.start_new_thread(held.acquire, ())
        except (RuntimeError, MemoryError):
            raise OSError("threads", "no more threads") from None
        finally:
            held.release()
        """,
    ),
    _more(
        "T1.17",
        "raise its limit of descriptors",
        "raise",
        """
        import resource
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (1000, 1000))
        except ValueError:
            raise OSError("raise", "not allowed") from None
        """,
    ),
    Attempt(
        "T1.17",
        "lock memory",
        "EPERM",
        "check(libc.mlock(ctypes.create_string_buffer(4096), ctypes.c_size_t(4096)))",
        "limits",
    ),
    _more("T1.17", "open 65 descriptors as pipes", "EMFILE", "[os.pipe() for _ in range(33)]", opens_without="limits"),
    _more(
        "T1.17",
        "open 65 descriptors as pairs",
        "EMFILE",
        "pairs = [socket.socketpair() for _ in range(33)]",
        opens_without="limits",
    ),
    _more(
        "T1.17",
        "make 20 000 kernel timers",
        "EAGAIN",
        """
        slot = ctypes.create_string_buffer(8)
        for _ in range(20_000):
            check(libc.timer_create(1, None, slot))
        """,
        opens_without="limits",
    ),
    _more(
        "T1.17",
        "queue 20 000 signals",
        "EAGAIN",
        """
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
        libc.sigqueue.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
        for _ in range(20_000):
            check(libc.sigqueue(os.getpid(), signal.SIGRTMIN, None))
        """,
        opens_without="limits",
    ),
    _more(
        "T1.17",
        "keep 2000 descriptors in flight",
        "ETOOMANYREFS",
        """
        null = os.open("/dev/null", 0)
        pairs = [socket.socketpair() for _ in range(20)]
        for near, far in pairs:
            near.setblocking(False)
            for _ in range(20):
                try:
                    socket.send_fds(near, [b"x"], [null] * 100)
                except BlockingIOError:
                    break
        """,
    ),
    _more(
        "T1.17",
        "take 300 MiB in its own file's mapping",
        "ENOMEM",
        "import mmap; [mmap.mmap(-1, 2**28) for _ in range(4)]",
        opens_without="limits",
    ),
    _more(
        "T1.17",
        "grow its heap by brk",
        "ENOMEM",
        """
        libc.sbrk.restype, libc.sbrk.argtypes = ctypes.c_long, [ctypes.c_long]
        check(libc.sbrk(300 * 2**20))
        """,
        opens_without="limits",
    ),
    _more(
        "T1.17",
        "map locked memory",
        "EPERM",
        "import mmap; mmap.mmap(-1, 2**20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x2000)",
    ),
    _more(
        "T1.17",
        "raise its limit of memory",
        "raise",
        """
        import resource
        try:
            resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        except ValueError:
            raise OSError("raise", "not allowed") from None
        """,
    ),
    _more(
        "T1.19",
        "write behind a file's limit at a place",
        "EFBIG",
        "os.pwrite(os.open('far', os.O_CREAT | os.O_RDWR), b'x', 2 * 2**20)",
        opens_without="limits",
    ),
    _more(
        "T1.19",
        "set aside 2 MiB in a file",
        "EFBIG",
        "os.posix_fallocate(os.open('set', os.O_CREAT | os.O_RDWR), 0, 2 * 2**20)",
        opens_without="limits",
    ),
    Attempt(
        "T1.19",
        "set aside 2 MiB beyond a file's end, which no limit counts",
        "EPERM",
        """
        beyond = os.open("beyond", os.O_CREAT | os.O_RDWR)
        check(libc.fallocate(beyond, 1, ctypes.c_long(0), ctypes.c_long(2 * 2**20)))
        """,
        opens_without="system calls",
    ),
    Attempt(
        "T1.19",
        "write a core file",
        "none",
        """
        import resource
        if resource.getrlimit(resource.RLIMIT_CORE) == (0, 0):
            raise OSError("none", "no core files")
        """,
        held_by="limits",
        opens_without="limits",
    ),
)
