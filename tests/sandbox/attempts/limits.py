"""Attempts to take more than an app's share."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt


def _more(name: str, answer: str, body: str, opens_without: str | None = None) -> Attempt:
    return Attempt(name, answer, body, held_by="limits", opens_without=opens_without)


ATTEMPTS = (
    _more("take 300 MiB of memory", "MemoryError", "bytearray(300 * 2**20)", opens_without="limits"),
    _more(
        "take 300 MiB in small pieces", "MemoryError", "[bytes(100_000) for _ in range(3200)]", opens_without="limits"
    ),
    _more("map 1 GiB of shared memory", "ENOMEM", "import mmap; mmap.mmap(-1, 2**30)", opens_without="limits"),
    _more("open 65 descriptors", "EMFILE", "[os.open('/dev/null', 0) for _ in range(65)]", opens_without="limits"),
    _more("write 2 MiB into a file", "EFBIG", "open('big', 'wb').write(bytes(2 * 2**20))", opens_without="limits"),
    _more("lengthen a file to 2 MiB", "EFBIG", "open('long', 'wb').truncate(2 * 2**20)", opens_without="limits"),
    _more(
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
        "lock memory", "EPERM", "check(libc.mlock(ctypes.create_string_buffer(4096), ctypes.c_size_t(4096)))", "limits"
    ),
)
