"""Attempts to read or change files that are not the app's."""

from __future__ import annotations

from tests.sandbox.attempts.attempt import Attempt


def _file(name: str, body: str, answer: str = "EACCES", opens_without: str | None = None) -> Attempt:
    return Attempt(name, answer, body, held_by="files", opens_without=opens_without)


_OPENS = "files"

ATTEMPTS = (
    _file("read the host's users", 'open("/etc/passwd").read()', opens_without=_OPENS),
    _file("read the host's password hashes", 'open("/etc/shadow").read()'),
    _file("list root's home", 'os.listdir("/root")'),
    _file("list the host's root", 'os.listdir("/")', opens_without=_OPENS),
    _file("list TLS private keys", 'os.listdir(facts["private"])'),
    _file("read the emulator's own code", 'open(facts["device_code"]).read()', opens_without=_OPENS),
    _file("read another app's file", 'open(facts["other_file"]).read()', opens_without=_OPENS),
    _file("list another app's folder", 'os.listdir(facts["other_folder"])', opens_without=_OPENS),
    _file("write another app's file", 'open(facts["other_file"], "a").write("x")', opens_without=_OPENS),
    _file("delete another app's file", 'os.unlink(facts["other_file"])', opens_without=_OPENS),
    _file("create a file in another app's folder", 'open(facts["other_folder"] + "/new", "w")', opens_without=_OPENS),
    _file("read a host file by `..`", 'open("../../host.txt").read()', opens_without=_OPENS),
    _file(
        "read a host file through a symlink",
        """
        if not os.path.islink("way"):
            os.symlink(facts["host_file"], "way")
        open("way").read()
        """,
        opens_without=_OPENS,
    ),
    _file("take a host file in by a hard link", 'os.link(facts["host_file"], "linked")', "EXDEV", opens_without=_OPENS),
    _file("take own code in by a hard link", 'os.link(facts["code_file"], "code.py")', "EXDEV", opens_without=_OPENS),
    _file("move a host file in", 'os.rename(facts["host_file"], "moved")', "EACCES"),
    _file("move an own file out", 'open("mine", "w").close(); os.rename("mine", facts["root"] + "/out")', "EACCES"),
    _file(
        "exchange an own file with a host file",
        'open("mine", "w").close(); check(libc.renameat2(-100, b"mine", -100, facts["host_file"].encode(), 2))',
        "EACCES",
    ),
    _file("write its own code", 'open(facts["code_file"], "a").write("x")', opens_without=_OPENS),
    _file("create a file beside its own code", 'open(facts["code_folder"] + "/new.py", "w")', opens_without=_OPENS),
    _file("delete its own code", 'os.unlink(facts["code_file"])', opens_without=_OPENS),
    _file("create a file in the host's temporary folder", 'open("/tmp/ohemu-escaped", "w")'),
    _file("make a folder outside", 'os.mkdir(facts["root"] + "/made")', opens_without=_OPENS),
    _file("write to the standard library", 'open(os.__file__, "a")'),
    _file("create a shared memory file", 'open("/dev/shm/ohemu-escaped", "w")'),
    _file("read its environment in /proc", 'open("/proc/self/environ", "rb").read()'),
    _file("read its memory map in /proc", 'open("/proc/self/maps").read()'),
    _file("write its memory in /proc", 'open("/proc/self/mem", "wb")'),
    _file("list its descriptors in /proc", 'os.listdir("/proc/self/fd")'),
    _file("list the host's processes", 'os.listdir("/proc")', opens_without=_OPENS),
    _file("read the device's memory", 'open(f"/proc/{facts[\'device_pid\']}/mem", "rb")'),
    _file("read the device's environment", 'open(f"/proc/{facts[\'device_pid\']}/environ", "rb")'),
    _file("list the device's descriptors", "os.listdir(f\"/proc/{facts['device_pid']}/fd\")"),
    _file("read appspawn's memory", 'open(f"/proc/{os.getppid()}/mem", "rb")'),
    _file("list the kernel's objects in /sys", 'os.listdir("/sys")', opens_without=_OPENS),
    _file("open a terminal", 'os.open("/dev/ptmx", os.O_RDWR)'),
    _file("write to a device that it does not need", 'open("/dev/full", "wb")', opens_without=_OPENS),
    _file(
        "take a pipe of the device through /proc",
        "os.open(f\"/proc/{facts['device_pid']}/fd/{facts['device_pipe']}\", os.O_RDONLY)",
    ),
    _file("read a host file through the device's root", "open(f\"/proc/{facts['device_pid']}/root/etc/passwd\")"),
    _file("read a host file through its own root", 'open("/proc/self/root/etc/passwd")', opens_without=_OPENS),
    _file(
        "reopen a path descriptor through /proc",
        'fd = os.open(facts["host_file"], os.O_PATH); open(f"/proc/self/fd/{fd}").read()',
        opens_without=_OPENS,
    ),
    _file("walk out from a folder descriptor", 'fd = os.open("../..", os.O_PATH); os.open("host.txt", 0, dir_fd=fd)'),
    Attempt("empty a host file by path", "EPERM", 'os.truncate(facts["host_file"], 0)'),
    Attempt("empty a host file by opening it for reading", "EPERM", 'os.open(facts["host_file"], os.O_TRUNC)'),
    Attempt("change a host file's mode", "EPERM", 'os.chmod(facts["host_file"], 0)', opens_without="system calls"),
    Attempt("change a host file's owner", "EPERM", 'os.chown(facts["host_file"], os.getuid(), -1)'),
    Attempt("change a host file's times", "EPERM", 'os.utime(facts["host_file"])', opens_without="system calls"),
    Attempt("mark a host file", "EPERM", 'os.setxattr(facts["host_file"], "user.mark", b"x")'),
    Attempt("watch a host folder", "EPERM", "check(libc.inotify_init1(0))", opens_without="system calls"),
    Attempt("make a pipe with a name", "EPERM", 'os.mkfifo("named")'),
    Attempt("make a device node", "EPERM", 'os.mknod("node", 0o20600, os.makedev(1, 1))'),
    Attempt("change the root", "EPERM", 'os.chroot(".")'),
    Attempt("open by handle", "EPERM", "syscall(304, -100, bytes(64), 0)", machine="x86_64"),
    Attempt("open through openat2", "ENOSYS", "syscall(437, -100, b'/etc/passwd', bytes(24), 24)"),
)
