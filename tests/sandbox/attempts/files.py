"""Attempts to read or change files that are not the app's."""

from __future__ import annotations

import os

from tests.sandbox.attempts.attempt import Attempt


def _file(threat: str, name: str, body: str, answer: str = "EACCES", opens_without: str | None = None) -> Attempt:
    return Attempt(threat, name, answer, body, held_by="files", opens_without=opens_without)


_OPENS = "files"

ATTEMPTS = (
    _file("T1.5", "read the host's users", 'open("/etc/passwd").read()', opens_without=_OPENS),
    _file("T1.5", "read the host's password hashes", 'open("/etc/shadow").read()'),
    _file("T1.5", "list root's home", 'os.listdir("/root")'),
    _file("T1.5", "list the host's root", 'os.listdir("/")', opens_without=_OPENS),
    _file("T1.5", "list TLS private keys", 'os.listdir(facts["private"])'),
    _file("T1.5", "read the emulator's own code", 'open(facts["device_code"]).read()', opens_without=_OPENS),
    _file("T1.5", "read another app's file", 'open(facts["other_file"]).read()', opens_without=_OPENS),
    _file("T1.5", "list another app's folder", 'os.listdir(facts["other_folder"])', opens_without=_OPENS),
    _file("T1.6", "write another app's file", 'open(facts["other_file"], "a").write("x")', opens_without=_OPENS),
    _file("T1.6", "delete another app's file", 'os.unlink(facts["other_file"])', opens_without=_OPENS),
    _file(
        "T1.6",
        "create a file in another app's folder",
        'open(facts["other_folder"] + "/new", "w")',
        opens_without=_OPENS,
    ),
    _file("T1.7", "read a host file by `..`", 'open("../../host.txt").read()', opens_without=_OPENS),
    _file(
        "T1.7",
        "read a host file through a symlink",
        """
        if not os.path.islink("way"):
            os.symlink(facts["host_file"], "way")
        open("way").read()
        """,
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "take a host file in by a hard link",
        'os.link(facts["host_file"], "linked")',
        "EXDEV",
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "take own code in by a hard link",
        'os.link(facts["code_file"], "code.py")',
        "EXDEV",
        opens_without=_OPENS,
    ),
    _file("T1.6", "move a host file in", 'os.rename(facts["host_file"], "moved")', "EACCES"),
    _file(
        "T1.6", "move an own file out", 'open("mine", "w").close(); os.rename("mine", facts["root"] + "/out")', "EACCES"
    ),
    _file(
        "T1.6",
        "exchange an own file with a host file",
        'open("mine", "w").close(); check(libc.renameat2(-100, b"mine", -100, facts["host_file"].encode(), 2))',
        "EACCES",
    ),
    _file("T1.6", "write its own code", 'open(facts["code_file"], "a").write("x")', opens_without=_OPENS),
    _file(
        "T1.6", "create a file beside its own code", 'open(facts["code_folder"] + "/new.py", "w")', opens_without=_OPENS
    ),
    _file("T1.6", "delete its own code", 'os.unlink(facts["code_file"])', opens_without=_OPENS),
    _file("T1.6", "create a file in the host's temporary folder", 'open("/tmp/ohemu-escaped", "w")'),
    _file("T1.6", "make a folder outside", 'os.mkdir(facts["root"] + "/made")', opens_without=_OPENS),
    _file("T1.6", "write to the standard library", 'open(os.__file__, "a")'),
    _file("T1.22", "create a shared memory file", 'open("/dev/shm/ohemu-escaped", "w")'),
    _file("T1.8", "read its environment in /proc", 'open("/proc/self/environ", "rb").read()'),
    _file("T1.8", "read its memory map in /proc", 'open("/proc/self/maps").read()'),
    _file("T1.8", "write its memory in /proc", 'open("/proc/self/mem", "wb")'),
    _file("T1.8", "list its descriptors in /proc", 'os.listdir("/proc/self/fd")'),
    _file("T1.8", "list the host's processes", 'os.listdir("/proc")', opens_without=_OPENS),
    _file("T1.8", "read the device's memory", 'open(f"/proc/{facts[\'device_pid\']}/mem", "rb")'),
    _file("T1.8", "read the device's environment", 'open(f"/proc/{facts[\'device_pid\']}/environ", "rb")'),
    _file("T1.8", "list the device's descriptors", "os.listdir(f\"/proc/{facts['device_pid']}/fd\")"),
    _file("T1.8", "read appspawn's memory", 'open(f"/proc/{os.getppid()}/mem", "rb")'),
    _file("T1.8", "list the kernel's objects in /sys", 'os.listdir("/sys")', opens_without=_OPENS),
    _file("T1.8", "open a terminal", 'os.open("/dev/ptmx", os.O_RDWR)'),
    _file("T1.8", "write to a device that it does not need", 'open("/dev/full", "wb")', opens_without=_OPENS),
    _file(
        "T1.8",
        "take a pipe of the device through /proc",
        "os.open(f\"/proc/{facts['device_pid']}/fd/{facts['device_pipe']}\", os.O_RDONLY)",
    ),
    _file(
        "T1.7", "read a host file through the device's root", "open(f\"/proc/{facts['device_pid']}/root/etc/passwd\")"
    ),
    _file("T1.7", "read a host file through its own root", 'open("/proc/self/root/etc/passwd")', opens_without=_OPENS),
    _file(
        "T1.7",
        "reopen a path descriptor through /proc",
        'fd = os.open(facts["host_file"], os.O_PATH); open(f"/proc/self/fd/{fd}").read()',
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "walk out from a folder descriptor",
        'fd = os.open("../..", os.O_PATH); os.open("host.txt", 0, dir_fd=fd)',
    ),
    Attempt("T1.6", "empty a host file by path", "EPERM", 'os.truncate(facts["host_file"], 0)'),
    Attempt("T1.6", "empty a host file by opening it for reading", "EPERM", 'os.open(facts["host_file"], os.O_TRUNC)'),
    Attempt(
        "T1.9", "change a host file's mode", "EPERM", 'os.chmod(facts["host_file"], 0)', opens_without="system calls"
    ),
    Attempt("T1.9", "change a host file's owner", "EPERM", 'os.chown(facts["host_file"], os.getuid(), -1)'),
    Attempt(
        "T1.9", "change a host file's times", "EPERM", 'os.utime(facts["host_file"])', opens_without="system calls"
    ),
    Attempt("T1.9", "mark a host file", "EPERM", 'os.setxattr(facts["host_file"], "user.mark", b"x")'),
    Attempt("T1.7", "watch a host folder", "EPERM", "check(libc.inotify_init1(0))", opens_without="system calls"),
    Attempt("T1.6", "make a pipe with a name", "EPERM", 'os.mkfifo("named")'),
    Attempt("T1.6", "make a device node", "EPERM", 'os.mknod("node", 0o20600, os.makedev(1, 1))'),
    Attempt("T1.12", "change the root", "EPERM", 'os.chroot(".")'),
    Attempt("T1.7", "open by handle", "EPERM", "syscall(304, -100, bytes(64), 0)", machine="x86_64"),
    Attempt("T1.7", "open through openat2", "ENOSYS", "syscall(437, -100, b'/etc/passwd', bytes(24), 24)"),
    *(
        _file("T1.5", f"read {what}", f'open({path!r}, "rb").read(1)', opens_without=_OPENS)
        for what, path in {
            "the host's name": "/etc/hostname",
            "the host's mounts": "/etc/mtab",
            "a program": "/bin/sh",
        }.items()
    ),
    _file("T1.5", "list the homes", 'os.listdir("/home")', opens_without=_OPENS),
    _file("T1.5", "list the host's temporary folder", 'os.listdir("/tmp")', opens_without=_OPENS),
    _file("T1.5", "list the folder of all apps", 'os.listdir(facts["root"])', opens_without=_OPENS),
    _file(
        "T1.5", "list the emulator's folder", 'os.listdir(os.path.dirname(facts["device_code"]))', opens_without=_OPENS
    ),
    _file("T1.5", "search the host's folders", 'next(iter(os.walk("/var", onerror=_raise)))', opens_without=_OPENS),
    _file(
        "T1.6",
        "plant a start file for the host's Python",
        'open(os.path.dirname(os.__file__) + "/sitecustomize.py", "w")',
    ),
    _file("T1.6", "plant a task for the host", 'open("/etc/cron.d/task", "w")'),
    _file(
        "T1.6", "empty another app's file", 'open(facts["other_file"] + "2", "r+b").truncate()', opens_without=_OPENS
    ),
    _file(
        "T1.6",
        "replace another app's file",
        'open("mine", "w").close(); os.replace("mine", facts["other_file"])',
    ),
    _file(
        "T1.6",
        "leave a link in another app's folder",
        'os.symlink("/etc/passwd", facts["other_folder"] + "/l")',
        opens_without=_OPENS,
    ),
    _file(
        "T1.6",
        "leave a hard link in another app's folder",
        'open("mine", "w").close(); os.link("mine", facts["other_folder"] + "/h")',
        opens_without=_OPENS,
    ),
    _file("T1.6", "remove another app's folder", 'os.rmdir(facts["empty_folder"])', opens_without=_OPENS),
    _file(
        "T1.7",
        "write another app's file through a symlink",
        """
        if not os.path.islink("to other"):
            os.symlink(facts["other_file"], "to other")
        open("to other", "a").write("x")
        """,
        opens_without=_OPENS,
    ),
    _file("T1.7", "read a host file by many `..`", 'open("../" * 40 + "etc/passwd").read()', opens_without=_OPENS),
    _file("T1.7", "list a folder that it has gone to", 'os.chdir("/etc"); os.listdir(".")', opens_without=_OPENS),
    _file(
        "T1.7",
        "list a folder that it has gone to by descriptor",
        'os.fchdir(os.open("/", os.O_PATH)); os.listdir("etc")',
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "read a host file from a folder's descriptor",
        'os.open("passwd", os.O_RDONLY, dir_fd=os.open("/etc", os.O_PATH))',
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "read a host file through its own folder in /proc",
        'open("/proc/self/cwd/../../host.txt").read()',
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "read a host file through its thread's root",
        'open("/proc/thread-self/root/etc/passwd")',
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "reopen a path descriptor through /dev/fd",
        "open(f\"/dev/fd/{os.open(facts['host_file'], os.O_PATH)}\").read()",
        opens_without=_OPENS,
    ),
    _file(
        "T1.7",
        "link a path descriptor's file in",
        """
        fd = os.open(facts["host_file"], os.O_PATH)
        check(libc.linkat(-100, f"/proc/self/fd/{fd}".encode(), -100, b"in", 0x400))
        """,
        "EXDEV",
    ),
    Attempt(
        "T1.7",
        "read a path descriptor",
        "EBADF",
        'os.read(os.open(facts["host_file"], os.O_PATH), 1)',
        held_by="kernel",
    ),
    Attempt(
        "T1.7",
        "send a path descriptor's file",
        "EBADF",
        'os.sendfile(1, os.open(facts["host_file"], os.O_PATH), 0, 1)',
        held_by="kernel",
    ),
    Attempt(
        "T1.7",
        "lock a path descriptor's file",
        "EBADF",
        'import fcntl; fcntl.flock(os.open(facts["host_file"], os.O_PATH), 2)',
        held_by="kernel",
    ),
    Attempt(
        "T1.7", "get a file's handle", "EPERM", "syscall(303, -100, b'.', bytes(64), bytes(4), 0)", machine="x86_64"
    ),
    *(
        _file(
            "T1.8",
            f"read the device's {name} in /proc",
            f"os.readlink(f\"/proc/{{facts['device_pid']}}/{name}\")",
            "EACCES",
        )
        for name in ("exe", "cwd", "root")
    ),
    _file("T1.8", "read where a descriptor of the device leads", "os.readlink(f\"/proc/{facts['device_pid']}/fd/0\")"),
    _file(
        "T1.8",
        "read another process's command line",
        "open(f\"/proc/{facts['other_app_pid']}/cmdline\").read()",
        opens_without=_OPENS,
    ),
    _file("T1.8", "read another process's map", "open(f\"/proc/{facts['other_app_pid']}/maps\").read()"),
    _file("T1.8", "read the kernel's command line", 'open("/proc/cmdline").read()', opens_without=_OPENS),
    _file("T1.8", "read the host's network tables", 'open("/proc/self/net/tcp").read()', opens_without=_OPENS),
    _file("T1.8", "read the host's mounts in /proc", 'open("/proc/self/mountinfo").read()', opens_without=_OPENS),
    _file("T1.8", "save itself from the kernel's memory killer", 'os.open("/proc/self/oom_score_adj", os.O_WRONLY)'),
    _file("T1.8", "map its users in /proc", 'os.open("/proc/self/uid_map", os.O_WRONLY)'),
    _file("T1.8", "open the kernel's switches", 'os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY)'),
    *(
        _file("T1.8", f"open {path}", f"os.open({path!r}, os.O_RDWR)", "EACCES")
        for path in (
            "/proc/sysrq-trigger",
            "/dev/mem",
            "/dev/kmsg",
            "/dev/tty",
            "/dev/fuse",
            "/dev/net/tun",
            "/dev/loop-control",
            "/dev/vda",
            "/dev/sda",
        )
        if os.path.exists(path)
    ),
    _file("T1.8", "write to the random devices", 'os.open("/dev/urandom", os.O_WRONLY)', opens_without=_OPENS),
    _file("T1.22", "list shared memory", 'os.listdir("/dev/shm")', opens_without=_OPENS),
    Attempt(
        "T1.9",
        "change an own file's mode by descriptor",
        "EPERM",
        'os.fchmod(os.open("mine", os.O_CREAT), 0o777)',
        opens_without="system calls",
    ),
    Attempt(
        "T1.9",
        "change the mode of the interpreter's file by descriptor",
        "EPERM",
        "os.fchmod(os.open(os.__file__, 0), 0o644)",
    ),
    Attempt(
        "T1.9",
        "change a file's mode by fchmodat",
        "EPERM",
        'os.chmod("host.txt", 0, dir_fd=os.open("../..", os.O_PATH))',
        opens_without="system calls",
    ),
    Attempt("T1.9", "change the times of the interpreter's file", "EPERM", "os.utime(os.open(os.__file__, 0))"),
    Attempt(
        "T1.9",
        "change a descriptor's owner",
        "EPERM",
        'os.fchown(os.open("mine", os.O_CREAT), os.getuid(), -1)',
        opens_without="system calls",
    ),
    Attempt("T1.9", "remove a host file's attribute", "EPERM", 'os.removexattr(facts["host_file"], "user.mark")'),
    Attempt(
        "T1.9",
        "read a host file's attributes",
        "EPERM",
        'os.listxattr(facts["host_file"])',
        opens_without="system calls",
    ),
    Attempt(
        "T1.9",
        "make an own file immutable",
        "EPERM",
        'import fcntl; fcntl.ioctl(os.open("mine", os.O_CREAT), 0x40086602, bytes(8))',
    ),
    Attempt("T1.7", "watch a host folder by fanotify", "EPERM", "syscall(300, 0x200, 0)", machine="x86_64"),
    Attempt(
        "T1.7",
        "watch a host folder by dnotify",
        "EPERM",
        'import fcntl; fcntl.fcntl(os.open(".", 0), 1026, 2)',
        opens_without="system calls",
    ),
    Attempt(
        "T1.7",
        "take a lease",
        "EPERM",
        'import fcntl; fcntl.fcntl(os.open("mine", os.O_CREAT), 1024, 0)',
        opens_without="system calls",
    ),
)
