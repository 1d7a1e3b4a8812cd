"""Attempts on other processes, and to become several."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt


def _refused(
    threat: str, name: str, body: str, *, opens: bool = False, machine: str | None = None, answer: str = "EPERM"
) -> Attempt:
    return Attempt(threat, name, answer, body, opens_without="system calls" if opens else None, machine=machine)


ATTEMPTS = (
    _refused("T1.11", "fork", "os.fork() or os._exit(0)", opens=True),
    _refused("T1.11", "fork by raw system call", "syscall(57) or os._exit(0)", machine="x86_64"),
    _refused("T1.11", "vfork", "syscall(58)", machine="x86_64"),
    _refused("T1.11", "clone a process", "syscall(56, 17, 0, 0, 0, 0) or os._exit(0)", machine="x86_64"),
    _refused("T1.12", "clone into a new user namespace", "syscall(56, 0x10000000 | 17, 0, 0, 0, 0)", machine="x86_64"),
    _refused(
        "T1.12",
        "clone a thread into a new network namespace",
        "syscall(56, 0x3D0F00 | 0x40000000, 0)",
        machine="x86_64",
    ),
    _refused("T1.11", "clone by clone3", "syscall(435, bytes(88), 88)", answer="ENOSYS"),
    _refused("T1.11", "spawn a program", 'os.posix_spawn("/bin/true", ["true"], {})'),
    _refused("T1.11", "run a program with subprocess", 'import subprocess; subprocess.run(["/bin/true"])'),
    _refused(
        "T1.11", "start a process with multiprocessing", "import multiprocessing as m; m.Process(target=print).start()"
    ),
    _refused("T1.11", "become a program", 'os.execv("/bin/true", ["true"])'),
    _refused("T1.11", "become a program by descriptor", 'os.execve(os.open("/bin/true", os.O_PATH), ["true"], {})'),
    _refused(
        "T1.11",
        "become a program from memory",
        'os.execve(os.memfd_create("program"), ["program"], {})',
    ),
    _refused("T1.10", "signal the device", 'os.kill(facts["device_pid"], 0)'),
    _refused("T1.10", "kill appspawn", "os.kill(os.getppid(), 9)"),
    _refused("T1.10", "signal another app", 'os.kill(facts["other_app_pid"], 0)'),
    _refused("T1.10", "signal everything", "os.kill(-1, 0)"),
    _refused("T1.10", "signal its group", "os.kill(0, 0)", opens=True),
    _refused("T1.10", "signal a thread of the device", 'syscall(200, facts["device_pid"], 0)', machine="x86_64"),
    _refused(
        "T1.10", "queue a signal for the device", 'syscall(129, facts["device_pid"], 10, bytes(128))', machine="x86_64"
    ),
    _refused("T1.10", "open the device's pidfd", 'os.pidfd_open(facts["device_pid"])', opens=True),
    _refused("T1.10", "signal by pidfd", "syscall(424, 0, 0, None, 0)"),
    _refused("T1.10", "take a descriptor by pidfd", "syscall(438, 0, 0, 0)"),
    _refused(
        "T1.10",
        "have the kernel signal the device",
        'import fcntl; fcntl.fcntl(control, 8, facts["device_pid"])',
        opens=True,
    ),
    _refused("T1.10", "choose the signal of a descriptor", "import fcntl; fcntl.fcntl(control, 10, 9)", opens=True),
    _refused("T1.10", "own a descriptor by ioctl", "import fcntl; fcntl.ioctl(control, 0x8901, bytes(4))"),
    _refused("T1.10", "trace the device", 'syscall(101, 16, facts["device_pid"], 0, 0)', machine="x86_64"),
    _refused("T1.10", "seize another app", 'syscall(101, 0x4206, facts["other_app_pid"], 0, 0)', machine="x86_64"),
    _refused("T1.10", "ask to be traced", "syscall(101, 0, 0, 0, 0)", machine="x86_64"),
    _refused(
        "T1.10",
        "read the device's memory by process_vm_readv",
        'syscall(310, facts["device_pid"], 0, 0, 0, 0, 0)',
        machine="x86_64",
    ),
    _refused(
        "T1.10",
        "write the device's memory by process_vm_writev",
        'syscall(311, facts["device_pid"], 0, 0, 0, 0, 0)',
        machine="x86_64",
    ),
    _refused(
        "T1.10",
        "compare descriptors with the device",
        'syscall(312, os.getpid(), facts["device_pid"], 0, 0, 0)',
        machine="x86_64",
    ),
    _refused("T1.10", "limit the device", 'import resource as r; r.prlimit(facts["device_pid"], r.RLIMIT_NOFILE)'),
    _refused("T1.10", "slow the device down", 'os.setpriority(os.PRIO_PROCESS, facts["device_pid"], 19)'),
    _refused("T1.10", "pin the device to a processor", 'os.sched_setaffinity(facts["device_pid"], {0})'),
    _refused("T1.12", "leave its session", "os.setsid()"),
    _refused("T1.12", "change its group", "os.setpgid(0, 0)"),
    _refused("T1.12", "become root", "os.setuid(0)"),
    _refused("T1.12", "become another group", "os.setgroups([])"),
    _refused("T1.12", "survive appspawn", "check(libc.prctl(1, 0, 0, 0, 0))", opens=True),
    _refused("T1.12", "become readable in /proc", "check(libc.prctl(4, 1, 0, 0, 0))", opens=True),
    _refused("T1.12", "allow a tracer", "check(libc.prctl(0x59616D61, -1, 0, 0, 0))"),
    _refused("T1.10", "signal a thread of its own by tkill", "syscall(200, os.getpid(), 0)", machine="x86_64"),
    _refused(
        "T1.10",
        "queue a signal for a thread of the device",
        "syscall(297, facts['device_pid'], facts['device_pid'], 10, bytes(128))",
        machine="x86_64",
    ),
    _refused(
        "T1.10",
        "signal a thread of the device by tgkill",
        "syscall(234, facts['device_pid'], facts['device_pid'], 0)",
        machine="x86_64",
    ),
    Attempt(
        "T1.10",
        "signal a foreign thread as its own",
        "ESRCH",
        "syscall(234, os.getpid(), facts['device_pid'], 0)",
        held_by="kernel",
        machine="x86_64",
    ),
    Attempt(
        "T1.10",
        "have a timer signal a thread of the device",
        "EINVAL",
        """
        import struct
        syscall(222, 1, struct.pack("=QiiiI40x", 0, 10, 4, facts["device_pid"], 0), bytes(8))
        """,
        held_by="kernel",
        machine="x86_64",
    ),
    Attempt("T1.10", "wait for the device", "ECHILD", "os.waitpid(facts['device_pid'], os.WNOHANG)", held_by="kernel"),
    _refused("T1.10", "own a descriptor for the device's thread", "import fcntl; fcntl.fcntl(control, 15, bytes(8))"),
    _refused("T1.10", "have a descriptor send signals", "import fcntl; fcntl.ioctl(control, 0x5452, bytes(4))"),
    _refused(
        "T1.10",
        "change the device's scheduling",
        "os.sched_setscheduler(facts['device_pid'], os.SCHED_IDLE, os.sched_param(0))",
    ),
    _refused("T1.10", "run before everything else", "os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))"),
    _refused("T1.10", "change the scheduling's attributes", "syscall(314, 0, bytes(48), 0)", machine="x86_64"),
    _refused(
        "T1.10", "put the device's disk accesses last", "syscall(251, 1, facts['device_pid'], 0x6000)", machine="x86_64"
    ),
    _refused(
        "T1.10",
        "move the device's pages",
        "syscall(279, facts['device_pid'], 0, None, None, None, 0)",
        machine="x86_64",
    ),
    _refused(
        "T1.10", "migrate the device's pages", "syscall(256, facts['device_pid'], 0, None, None)", machine="x86_64"
    ),
    _refused(
        "T1.10",
        "read the device's list of locks",
        "syscall(274, facts['device_pid'], bytes(8), bytes(8))",
        machine="x86_64",
    ),
    _refused("T1.10", "give back the device's memory", "syscall(448, 0, 0)"),
    _refused("T1.10", "limit its parent", "import resource as r; r.prlimit(os.getppid(), r.RLIMIT_NOFILE, (3, 3))"),
    _refused("T1.10", "attach to its parent", "syscall(101, 0x4206, os.getppid(), 0, 0)", machine="x86_64"),
    _refused("T1.10", "take its parent's descriptor", "syscall(438, syscall(434, os.getppid(), 0), 0, 0)"),
    _refused(
        "T1.11",
        "become a program from memory by execveat",
        "syscall(322, 0, b'', None, None, 0x1000)",
        machine="x86_64",
    ),
    _refused(
        "T1.11",
        "become a program of its own",
        'open("run", "w").write("#!/bin/sh"); os.execv("run", ["run"])',
    ),
    _refused("T1.11", "run the loader", 'os.execv("/lib64/ld-linux-x86-64.so.2", ["ld", "/bin/true"])'),
    _refused(
        "T1.11",
        "run a shell command",
        'import subprocess; subprocess.check_output("true", shell=True)',
    ),
    Attempt("T1.11", "fork a terminal", "EACCES", "os.forkpty()", held_by="files"),
    _refused(
        "T1.11",
        "clone a process that shares its memory",
        "syscall(56, 0x100 | 17, 0, 0, 0, 0) or os._exit(0)",
        machine="x86_64",
    ),
    _refused("T1.11", "clone a sibling", "syscall(56, 0x8000 | 17, 0, 0, 0, 0) or os._exit(0)", machine="x86_64"),
    _refused("T1.12", "adopt orphans", "check(libc.prctl(36, 1, 0, 0, 0))", opens=True),
    _refused("T1.12", "keep capabilities", "check(libc.prctl(8, 1, 0, 0, 0))", opens=True),
    _refused("T1.12", "raise an ambient capability", "check(libc.prctl(47, 2, 21, 0, 0))"),
    _refused("T1.12", "move its memory's borders", "check(libc.prctl(35, 1, 0, 0, 0))"),
    _refused("T1.12", "switch to strict filters by prctl", "check(libc.prctl(22, 2, 0, 0, 0))"),
    _refused("T1.12", "drop speculation's guards", "check(libc.prctl(53, 0, 2, 0, 0))"),
    _refused("T1.12", "merge its memory with others'", "check(libc.prctl(67, 1, 0, 0, 0))"),
    _refused("T1.10", "ask for the device's group", "os.getpgid(facts['device_pid'])", opens=True),
    _refused("T1.10", "ask for the device's session", "os.getsid(facts['device_pid'])", opens=True),
    _refused("T1.10", "ask where the device runs", "os.sched_getaffinity(facts['device_pid'])", opens=True),
    _refused(
        "T1.10",
        "read the device's processor time",
        "import time; time.clock_gettime(~facts['device_pid'] << 3 | 2)",
        opens=True,
    ),
    _refused(
        "T1.10",
        "sleep by the device's processor time",
        "syscall(230, ~facts['device_pid'] << 3 | 2, 0, bytes(16), None)",
        opens=True,
        machine="x86_64",
    ),
    _refused(
        "T1.10",
        "set a timer on the device's processor time",
        "check(libc.timer_create(~facts['device_pid'] << 3 | 2, None, bytes(8)))",
        opens=True,
    ),
)
