"""Attempts on other processes, and to become several."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt


def _refused(
    name: str, body: str, *, opens: bool = False, machine: str | None = None, answer: str = "EPERM"
) -> Attempt:
    return Attempt(name, answer, body, opens_without="system calls" if opens else None, machine=machine)


ATTEMPTS = (
    _refused("fork", "os.fork() or os._exit(0)", opens=True),
    _refused("fork by raw system call", "syscall(57) or os._exit(0)", machine="x86_64"),
    _refused("vfork", "syscall(58)", machine="x86_64"),
    _refused("clone a process", "syscall(56, 17, 0, 0, 0, 0) or os._exit(0)", machine="x86_64"),
    _refused("clone into a new user namespace", "syscall(56, 0x10000000 | 17, 0, 0, 0, 0)", machine="x86_64"),
    _refused("clone a thread into a new network namespace", "syscall(56, 0x3D0F00 | 0x40000000, 0)", machine="x86_64"),
    _refused("clone by clone3", "syscall(435, bytes(88), 88)", answer="ENOSYS"),
    _refused("spawn a program", 'os.posix_spawn("/bin/true", ["true"], {})'),
    _refused("run a program with subprocess", 'import subprocess; subprocess.run(["/bin/true"])'),
    _refused("start a process with multiprocessing", "import multiprocessing as m; m.Process(target=print).start()"),
    _refused("become a program", 'os.execv("/bin/true", ["true"])'),
    _refused("become a program by descriptor", 'os.execve(os.open("/bin/true", os.O_PATH), ["true"], {})'),
    _refused(
        "become a program from memory",
        'os.execve(os.memfd_create("program"), ["program"], {})',
    ),
    _refused("signal the device", 'os.kill(facts["device_pid"], 0)'),
    _refused("kill appspawn", "os.kill(os.getppid(), 9)"),
    _refused("signal another app", 'os.kill(facts["other_app_pid"], 0)'),
    _refused("signal everything", "os.kill(-1, 0)"),
    _refused("signal its group", "os.kill(0, 0)", opens=True),
    _refused("signal a thread of the device", 'syscall(200, facts["device_pid"], 0)', machine="x86_64"),
    _refused("queue a signal for the device", 'syscall(129, facts["device_pid"], 10, bytes(128))', machine="x86_64"),
    _refused("open the device's pidfd", 'os.pidfd_open(facts["device_pid"])', opens=True),
    _refused("signal by pidfd", "syscall(424, 0, 0, None, 0)"),
    _refused("take a descriptor by pidfd", "syscall(438, 0, 0, 0)"),
    _refused(
        "have the kernel signal the device",
        'import fcntl; fcntl.fcntl(control, 8, facts["device_pid"])',
        opens=True,
    ),
    _refused("choose the signal of a descriptor", "import fcntl; fcntl.fcntl(control, 10, 9)", opens=True),
    _refused("own a descriptor by ioctl", "import fcntl; fcntl.ioctl(control, 0x8901, bytes(4))"),
    _refused("trace the device", 'syscall(101, 16, facts["device_pid"], 0, 0)', machine="x86_64"),
    _refused("seize another app", 'syscall(101, 0x4206, facts["other_app_pid"], 0, 0)', machine="x86_64"),
    _refused("ask to be traced", "syscall(101, 0, 0, 0, 0)", machine="x86_64"),
    _refused(
        "read the device's memory by process_vm_readv",
        'syscall(310, facts["device_pid"], 0, 0, 0, 0, 0)',
        machine="x86_64",
    ),
    _refused(
        "write the device's memory by process_vm_writev",
        'syscall(311, facts["device_pid"], 0, 0, 0, 0, 0)',
        machine="x86_64",
    ),
    _refused(
        "compare descriptors with the device",
        'syscall(312, os.getpid(), facts["device_pid"], 0, 0, 0)',
        machine="x86_64",
    ),
    _refused("limit the device", 'import resource as r; r.prlimit(facts["device_pid"], r.RLIMIT_NOFILE)'),
    _refused("slow the device down", 'os.setpriority(os.PRIO_PROCESS, facts["device_pid"], 19)'),
    _refused("pin the device to a processor", 'os.sched_setaffinity(facts["device_pid"], {0})'),
    _refused("leave its session", "os.setsid()"),
    _refused("change its group", "os.setpgid(0, 0)"),
    _refused("become root", "os.setuid(0)"),
    _refused("become another group", "os.setgroups([])"),
    _refused("survive appspawn", "check(libc.prctl(1, 0, 0, 0, 0))", opens=True),
    _refused("become readable in /proc", "check(libc.prctl(4, 1, 0, 0, 0))", opens=True),
    _refused("allow a tracer", "check(libc.prctl(0x59616D61, -1, 0, 0, 0))"),
)
