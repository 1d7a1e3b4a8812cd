"""Apps that go for the app beside them, with the paths and numbers that a real device has."""

from __future__ import annotations

from tests.sandbox.hostile.app import HostileApp


def _refused(threat: str, name: str, act: str, says: str) -> HostileApp:
    body = f"""
try:
    {act}
except OSError as error:
    told(f"refused {{errno.errorcode[error.errno]}}")
else:
    told("reached")
"""
    return HostileApp(threat, name, body, says=f"refused {says}")


APPS = (
    _refused("T1.5", "read the victim's file", 'open(facts["victim_file"]).read()', "EACCES"),
    _refused("T1.5", "list the victim's folder", 'os.listdir(os.path.dirname(facts["victim_file"]))', "EACCES"),
    _refused("T1.5", "read the victim's code", 'open(facts["victim_code"]).read()', "EACCES"),
    _refused("T1.5", "list the apps", 'os.listdir(os.path.dirname(os.path.dirname(facts["victim_code"])))', "EACCES"),
    _refused("T1.5", "list the device's folder", 'os.listdir(facts["data"])', "EACCES"),
    _refused("T1.5", "list the fault logs", 'os.listdir(facts["data"] + "/log")', "EACCES"),
    _refused("T1.6", "write the victim's file", 'open(facts["victim_file"], "w")', "EACCES"),
    _refused("T1.6", "remove the victim's file", 'os.unlink(facts["victim_file"])', "EACCES"),
    _refused("T1.6", "write its own installed code", 'open(__file__, "a")', "EACCES"),
    _refused("T1.6", "put a file beside its own code", 'open(os.path.dirname(__file__) + "/more.py", "w")', "EACCES"),
    _refused("T1.6", "forge a fault log", 'open(facts["data"] + "/log/forged", "w")', "EACCES"),
    _refused("T1.6", "replace its own top folder", 'os.rename(facts["own_base"], facts["own_base"] + "2")', "EACCES"),
    _refused("T1.7", "link to the victim's file", 'os.link(facts["victim_file"], "stolen")', "EXDEV"),
    _refused(
        "T1.7", "read the victim's file by a symlink", 'os.symlink(facts["victim_file"], "way"); open("way")', "EACCES"
    ),
    _refused("T1.8", "read the victim's memory", 'open(f"/proc/{facts[\'victim_pid\']}/mem", "rb")', "EACCES"),
    _refused("T1.8", "write the device's memory", 'open(f"/proc/{facts[\'device_pid\']}/mem", "r+b")', "EACCES"),
    _refused("T1.8", "read the victim's environment", 'open(f"/proc/{facts[\'victim_pid\']}/environ", "rb")', "EACCES"),
    _refused(
        "T1.8", "take a descriptor of the victim", "os.open(f\"/proc/{facts['victim_pid']}/fd/3\", os.O_RDWR)", "EACCES"
    ),
    _refused("T1.10", "kill the victim", 'os.kill(facts["victim_pid"], 9)', "EPERM"),
    _refused("T1.10", "stop the device", 'os.kill(facts["device_pid"], 19)', "EPERM"),
    _refused("T1.10", "kill every process", "os.kill(-1, 9)", "EPERM"),
    _refused("T1.10", "slow the victim down", 'os.setpriority(os.PRIO_PROCESS, facts["victim_pid"], 19)', "EPERM"),
    _refused(
        "T1.10",
        "limit the victim",
        'import resource as r; r.prlimit(facts["victim_pid"], r.RLIMIT_CPU, (1, 1))',
        "EPERM",
    ),
    _refused(
        "T1.1", "connect to the echo peer by itself with INTERNET granted", "socket.create_connection(PLACE)", "EPERM"
    ),
    _refused("T1.1", "listen by itself with INTERNET granted", 'socket.create_server(("127.0.0.1", 0))', "EPERM"),
    _refused(
        "T1.1",
        "open every socket with INTERNET granted",
        "[socket.socket(f, k) for f in range(48) for k in (1, 2, 3, 5)]",
        "EPERM",
    ),
    _refused(
        "T1.11",
        "run a program from its folder",
        'open("run", "w").write("#!/bin/sh"); os.execv("run", ["run"])',
        "EPERM",
    ),
    _refused("T1.11", "fork on a device", "os.fork() or os._exit(0)", "EPERM"),
    _refused(
        "T1.13",
        "make the guest's mapped flags writable",
        """libc = ctypes.CDLL(None, use_errno=True)
    import mmap
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    class Buffer(ctypes.Structure):
        _fields_ = [("buf", ctypes.c_void_p), ("obj", ctypes.py_object), ("rest", ctypes.c_char * 72)]
    view = Buffer()
    ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(current().flags), ctypes.byref(view), 0)
    if libc.mprotect(view.buf, mmap.PAGESIZE, 3): raise OSError(ctypes.get_errno(), "no")""",
        "EACCES",
    ),
    _refused(
        "T1.13",
        "find the flags' descriptor and reopen it",
        """for fd in range(3, 256):
        with contextlib.suppress(OSError):
            if os.fstat(fd).st_size == 4096 and not os.fstat(fd).st_nlink:
                break
    else:
        raise AssertionError("no flags")
    os.open(f"/proc/self/fd/{fd}", os.O_RDWR)""",
        "EACCES",
    ),
    _refused(
        "T1.23",
        "take over the victim's control socket",
        """for fd in range(3, 256):
        with contextlib.suppress(OSError):
            other = socket.socket(fileno=os.dup(fd))
            assert other.family != socket.AF_UNIX or other.getpeername() in ("", b"", None), fd
    os.readlink(f"/proc/{facts['victim_pid']}/fd/3")""",
        "EACCES",
    ),
)
