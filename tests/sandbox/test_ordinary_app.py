"""The other side of the suite: what an honest app needs works inside the sandbox."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import trustme

from tests.sandbox.harness import Lab, lab

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app() -> AsyncIterator[Lab]:
    async with lab() as made:
        yield made


_NEEDS = {
    "json and other pure libraries": """
        import json, re, decimal, dataclasses, base64, hashlib, uuid, collections, csv, random, secrets
        assert json.loads(json.dumps({"a": [1, "ü"]})) == {"a": [1, "ü"]}
        assert len(secrets.token_bytes(8)) == 8 and uuid.uuid4().version == 4
    """,
    "modules that nobody has imported before": """
        import sqlite3, zipfile, lzma, bz2, html.parser, xml.etree.ElementTree, statistics, difflib, logging.handlers
        base = sqlite3.connect("base.db")
        base.execute("create table t (n)")
        base.execute("insert into t values (5)")
        base.commit()
        assert base.execute("select n from t").fetchall() == [(5,)]
        base.close()
    """,
    "files in its own folders": """
        import os, pathlib, shutil, tempfile
        pathlib.Path("one.txt").write_text("hällo")
        os.mkdir("folder")
        os.rename("one.txt", "folder/two.txt")
        shutil.copyfile("folder/two.txt", "three.txt")
        assert pathlib.Path("three.txt").read_text() == "hällo" and sorted(os.listdir("folder")) == ["two.txt"]
        with open("three.txt", "r+b") as file:
            file.truncate(2)
            os.fsync(file.fileno())
        assert os.stat("three.txt").st_size == 2 and os.path.exists("folder") and not os.path.exists("nothing")
        os.symlink("three.txt", "link")
        assert os.readlink("link") == "three.txt" and os.access("three.txt", os.W_OK)
        pathlib.Path("four.txt").touch()
        shutil.rmtree("folder")
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file:
            assert folder.startswith(os.environ["TMPDIR"]) and file.name.startswith(os.environ["TMPDIR"])
        with open(os.devnull, "w") as null:
            null.write("x")
    """,
    "its own code": """
        import sys
        assert open(launch.code_dir + "/main.py").read() == "own = 'code'\\n"
        sys.path.insert(0, launch.code_dir)
        import main
        assert main.own == "code"
    """,
    "asyncio with timers, threads and queues": """
        import asyncio
        async def work():
            queue = asyncio.Queue()
            async with asyncio.TaskGroup() as group:
                group.create_task(queue.put(1))
                group.create_task(asyncio.sleep(0.01))
            assert await queue.get() == 1
            assert await asyncio.to_thread(sum, [1, 2]) == 3
            asyncio.get_running_loop().call_soon_threadsafe(lambda: None)
        asyncio.run(work())
    """,
    "threads, locks and a pool": """
        import threading
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(lambda n: n * n, range(50))) == 40425
        done = threading.Event()
        threading.Timer(0.01, done.set).start()
        assert done.wait(5)
    """,
    "TLS with the system's certificates": """
        import ssl
        context = ssl.create_default_context()
        assert context.get_ca_certs() or not ssl.get_default_verify_paths().cafile
        ssl.MemoryBIO()
    """,
    "time zones and clocks": """
        import datetime, time, zoneinfo
        zone = zoneinfo.ZoneInfo("Asia/Shanghai")
        assert datetime.datetime(2024, 1, 1, tzinfo=zone).utcoffset() == datetime.timedelta(hours=8)
        time.localtime(); time.sleep(0.001); time.perf_counter_ns()
    """,
    "ctypes calls and callbacks": """
        import ctypes
        libc = ctypes.CDLL(None)
        compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
        numbers = (ctypes.c_int * 3)(3, 1, 2)
        libc.qsort(numbers, 3, 4, compare(lambda a, b: a[0] - b[0]))
        assert list(numbers) == [1, 2, 3]
    """,
    "signals to itself and a traceback of its threads": """
        import faulthandler, os, signal
        caught = []
        signal.signal(signal.SIGUSR1, lambda *_: caught.append(1))
        os.kill(os.getpid(), signal.SIGUSR1)
        signal.raise_signal(signal.SIGUSR1)
        assert caught == [1, 1]
        faulthandler.enable()
        faulthandler.dump_traceback()
    """,
    "the wire library": """
        import picows, aiofastnet
    """,
    "subprocess refused as an error that can be caught": """
        import subprocess
        try:
            subprocess.run(["true"])
        except PermissionError:
            pass
        else:
            raise AssertionError("a program ran")
    """,
    "its flags": """
        from emulator.ipc.flags import map_flags
        flags = map_flags(flags_fd)
        assert flags[0] == 0
    """,
}


@pytest.mark.parametrize("name", _NEEDS)
async def test_app_has(name: str, app: Lab) -> None:
    outcome = await app.run(_NEEDS[name])
    assert (outcome.status.code, outcome.output) == (0, ""), outcome.errors or outcome.status.failure


async def test_app_speaks_tls_over_a_passed_connection_with_its_event_loop(app: Lab) -> None:
    authority = trustme.CA()
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server_side)
    certificate = app.code / "ca.pem"
    authority.cert_pem.write_to_path(str(certificate))

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0, ssl=server_side)
    async with server:
        with socket.create_connection(server.sockets[0].getsockname()) as connection:
            outcome = await app.run(
                """
                import asyncio, socket, ssl
                link = socket.socket(fileno=socket.recv_fds(control, 16, 1)[1][0])
                async def talk():
                    context = ssl.create_default_context(cafile=launch.code_dir + "/ca.pem")
                    reader, writer = await asyncio.open_connection(sock=link, ssl=context, server_hostname="localhost")
                    writer.write(b"hello\\n")
                    print((await reader.readline()).decode().strip())
                    writer.close()
                asyncio.run(talk())
                """,
                fds=(connection.fileno(),),
            )
    assert (outcome.output, outcome.errors) == ("hello\n", "")
