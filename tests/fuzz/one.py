"""Fuzzes one target in this process: `python -m tests.fuzz.one TARGET SECONDS SEED FOLDER`.

With atheris when it can be imported: coverage decides which inputs are kept, in FOLDER. An input that breaks the
target goes to FOLDER/crash-..., and the exit code is not 0.
"""

from __future__ import annotations

import hashlib
import sys
import time
import warnings
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None


def main(name: str, seconds: float, seed: int, folder: Path) -> int:
    warnings.simplefilter("error")
    folder.mkdir(parents=True, exist_ok=True)
    if atheris is None:
        return mutate(name, seconds, seed, folder)
    with atheris.instrument_imports(include=["emulator", "permissions", "syscap"]):
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.corpus import FOLDER

    tokens = folder.with_suffix(".dict")
    tokens.write_text("".join(f'"{_escaped(token)}"\n' for token in TARGETS[name].tokens if len(token) <= 64))
    arguments = [
        name,
        f"-max_total_time={seconds:.0f}",
        f"-seed={seed}",
        f"-dict={tokens}",
        f"-artifact_prefix={folder}/",
        "-timeout=20",
        "-rss_limit_mb=4096",
        "-verbosity=1",
        str(folder),
        str(FOLDER / name),
    ]
    atheris.Setup(arguments, TARGETS[name].run)
    atheris.Fuzz()
    return 0


def _escaped(token: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token)


def mutate(name: str, seconds: float, seed: int, folder: Path) -> int:
    """Run mutations of the corpus for a time."""
    from tests.fuzz.corpus import inputs
    from tests.fuzz.mutation import mutations
    from tests.fuzz.targets import TARGETS

    target, until = TARGETS[name], time.monotonic() + seconds
    corpus = list(inputs(name).values())
    for number, data in enumerate(mutations(corpus, target.tokens, seed)):
        if time.monotonic() > until:
            print(f"{name}: {number} inputs")
            break
        try:
            target.run(data)
        except BaseException:
            path = folder / f"crash-{hashlib.sha256(data).hexdigest()[:16]}"
            path.write_bytes(data)
            print(f"{name} broke at {path}", file=sys.stderr)
            raise
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
