"""Providers by others: fetched by npm as the lock pins them, and run by scripts of ours, each behind TLS."""

import fcntl
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
import trustme

from tests.production.place import ROOT
from tests.production.server import PATIENCE

FOLDER = Path(__file__).parent
LAID = ROOT / ".tools" / "foreign"
"""Nothing of it is committed; `make clean` takes it away."""
FETCH = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


def is_missing() -> bool:
    """Whether the programs are not on this machine."""
    return not (shutil.which("node") and shutil.which("npm"))


def laid() -> Path:
    """The folder with the packages that the lock pins, and beside them our scripts."""
    LAID.mkdir(parents=True, exist_ok=True)
    with (LAID / "busy").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        lock, done = FOLDER / "package-lock.json", LAID / "done"
        for name in ("package.json", "package-lock.json", "oidc.mjs", "saml.mjs"):
            shutil.copy(FOLDER / name, LAID)
        if not done.exists() or done.read_bytes() != lock.read_bytes():
            fetched = subprocess.run(FETCH, cwd=LAID, capture_output=True, text=True)
            assert fetched.returncode == 0, fetched.stderr
            shutil.copy(lock, done)
    return LAID


class Foreign:
    """A provider that runs, and how a test speaks to it: with trust in the city's own authority alone."""

    def __init__(self, port: int, authority: Path) -> None:
        self.address = f"https://localhost:{port}"
        self._session = requests.Session()
        self._session.trust_env, self._session.verify = False, str(authority)

    def get(self, path: str) -> str:
        """What it answers there."""
        answer = self._session.get(self.address + path, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.text

    def put(self, path: str, said: object) -> None:
        """Tell it what it is to say."""
        self._session.put(self.address + path, json=said, timeout=PATIENCE).raise_for_status()


@contextmanager
def running(
    script: str, port: int, folder: Path, authority: trustme.CA, ready: str, **given: object
) -> Iterator[Foreign]:
    """The provider, from when it answers at the address `ready` until the end of the block."""
    own = authority.issue_cert("localhost")
    own.private_key_pem.write_to_path(str(folder / "tls.key"))
    own.cert_chain_pems[0].write_to_path(str(folder / "tls.pem"))
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    told = {"port": port, "key": str(folder / "tls.key"), "cert": str(folder / "tls.pem"), **given}
    log = folder / f"{port}.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(["node", script, json.dumps(told)], cwd=laid(), stdout=said, stderr=said) as process,
    ):
        try:
            found = Foreign(port, folder / "ca.pem")
            _wait(process, found, ready, log)
            yield found
        finally:
            process.terminate()


def _wait(process: "subprocess.Popen[bytes]", found: Foreign, ready: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            found.get(ready)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"it does not answer; ended: {process.poll()}\n{log.read_text()}")
