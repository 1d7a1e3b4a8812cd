"""Apps that take more than their share of the machine, and those that leave traps in their folders."""

from __future__ import annotations

from tests.sandbox.hostile.app import HostileApp

_MIB = "bytes(2**20)"

APPS = (
    HostileApp(
        "T1.17",
        "start 200 threads",
        """
        threading.stack_size(65536)
        for _ in range(200):
            threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        await asyncio.sleep(30)
        """,
        ends="has more than 64 threads",
    ),
    HostileApp(
        "T1.17",
        "take all memory",
        """
        held = []
        try:
            while True:
                held.append(bytearray(2**20))
        except MemoryError:
            count = len(held)
            held.clear()
        told(count < 512)
        """,
        says="True",
    ),
    HostileApp(
        "T1.17",
        "take all descriptors",
        """
        held = []
        try:
            while True:
                held.append(os.open("/dev/null", 0))
        except OSError as error:
            for fd in held:
                os.close(fd)
            told(errno.errorcode[error.errno])
        """,
        says="EMFILE",
    ),
    HostileApp(
        "T1.18",
        "burn the processor in four threads",
        """
        import hashlib
        def burn():
            until = time.monotonic() + 1.5
            while time.monotonic() < until:
                hashlib.sha256(bytes(2**20))
        await asyncio.gather(*(asyncio.to_thread(burn) for _ in range(4)))
        told("done")
        """,
        says="done",
    ),
    HostileApp(
        "T1.18",
        "burn the processor in its main thread",
        "while True:\n    pass",
        ends=r"its main thread was blocked for 3 s \(THREAD_BLOCK_6S\)",
    ),
    HostileApp(
        "T1.19",
        "fill the disk with many files",
        f"""
        for number in range(10_000):
            with open(f"big{{number}}", "wb") as file:
                file.write({_MIB})
            await asyncio.sleep(0.002)
        """,
        ends="has files of more than 33554432 bytes",
    ),
    HostileApp(
        "T1.19",
        "fill the disk with one file",
        f"""
        try:
            with open("big", "wb") as file:
                while True:
                    file.write({_MIB})
        except OSError as error:
            told(errno.errorcode[error.errno])
        """,
        says="EFBIG",
    ),
    HostileApp(
        "T1.19",
        "fill the disk in all of its folders at once",
        f"""
        folders = [context.filesDir, context.cacheDir, context.tempDir, context.databaseDir, context.preferencesDir,
                   context.distributedFilesDir, context.cloudFileDir, context.getApplicationContext().filesDir]
        for number in range(10_000):
            with open(f"{{folders[number % len(folders)]}}/big{{number}}", "wb") as file:
                file.write({_MIB})
            await asyncio.sleep(0.002)
        """,
        ends="has files of more than 33554432 bytes",
    ),
    HostileApp(
        "T1.19",
        "fill the disk in folders that cannot be listed",
        f"""
        os.mkdir("hidden", 0o300)
        for number in range(10_000):
            with open(f"hidden/big{{number}}", "wb") as file:
                file.write({_MIB})
            await asyncio.sleep(0.002)
        """,
        ends="has files of more than 33554432 bytes|has folders that cannot be counted: Permission denied",
    ),
    HostileApp(
        "T1.19",
        "fill the disk below more folders than a path can name",
        f"""
        for _ in range(25):
            os.mkdir("deeper" * 40)
            os.chdir("deeper" * 40)
        for number in range(10_000):
            with open(f"big{{number}}", "wb") as file:
                file.write({_MIB})
            await asyncio.sleep(0.002)
        """,
        ends="has folders that cannot be counted: File name too long",
    ),
    HostileApp(
        "T1.19",
        "fill the disk with files that it has removed",
        f"""
        held = []
        for number in range(30):
            held.append(open("gone", "wb"))
            os.unlink("gone")
            for _ in range(4):
                held[-1].write({_MIB})
                await asyncio.sleep(0.002)
        await asyncio.sleep(30)
        """,
        ends="has files of more than 33554432 bytes",
        only_root=True,
    ),
    *(
        HostileApp("T1.20", f"leave {what}", f"{body}\ntold('left')", says="left")
        for what, body in {
            "a link to another's folder in place of its temporary folder": (
                'os.rmdir(context.tempDir)\nos.symlink(facts["canary"], context.tempDir)'
            ),
            "a link to another's folder in place of all its modules": (
                'haps = os.path.dirname(os.path.dirname(context.filesDir))\nos.rename(haps, haps + "2")\n'
                'os.symlink(facts["canary"], haps)'
            ),
            "links to another's files in its temporary folder": (
                'os.symlink(facts["canary"], context.tempDir + "/a")\n'
                'os.symlink(facts["canary"] + "/precious", context.tempDir + "/b")'
            ),
            "folders beyond any path in its temporary folder": (
                'os.chdir(context.tempDir)\nfor _ in range(25):\n    os.mkdir("d" * 250)\n    os.chdir("d" * 250)'
            ),
            "folders without permissions in its temporary folder": (
                'os.makedirs(context.tempDir + "/a/b")\nos.mkdir(context.tempDir + "/c", 0)'
            ),
            "a locked file": (
                'import fcntl\nlock = open(context.tempDir + "/lock", "w")\nfcntl.flock(lock, fcntl.LOCK_EX)'
            ),
        }.items()
    ),
)
