"""A real S3 server for as long as a test needs it: Ceph's own gateway, which keeps what it is given in SQLite.

Debian's package `radosgw` brings it. Where it is missing nobody installs it: the test is skipped with a word.
"""

import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.production.server import PATIENCE, free_port

KEY, SECRET, BUCKET = "AKROPOLISTEST", "akropolis-secret", "lis"
CONFIGURATION = """[global]
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
mon_host = 127.0.0.1
fsid = 5f2c2b9e-1111-4e4e-8c8c-000000000001
keyring = {folder}/keyring
admin_socket =
run_dir = {folder}
log_file = {folder}/gateway.log
rgw_backend_store = dbstore
rgw_config_store = dbstore
dbstore_db_dir = {folder}
dbstore_config_uri = file:{folder}/config.db
rgw_data = {folder}
rgw_thread_pool_size = 16
rgw_frontends = beast endpoint=127.0.0.1:{port}
"""
NAMED = ("--name", "client.rgw.lis", "--no-mon-config")


def is_missing() -> bool:
    """Whether the programs are not on this machine."""
    return not (shutil.which("radosgw") and shutil.which("radosgw-admin"))


@dataclass
class Gateway:
    """The server, which can be stopped and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def endpoint(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def settings(self) -> dict[str, str]:
        """What an installation is told of it."""
        own = {"BUCKET": BUCKET, "ENDPOINT": self.endpoint, "KEY_ID": KEY, "SECRET": SECRET, "PREFIX": "stad"}
        return {f"AKROPOLIS_S3_{name}": value for name, value in own.items()}

    def start(self) -> None:
        """Until it answers."""
        words = ["radosgw", "--conf", str(self._configuration), *NAMED, "--foreground"]
        with (self.folder / "said.log").open("ab") as said:
            self.process = subprocess.Popen(words, stdout=said, stderr=said)
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < end, (self.folder / "said.log").read_text()
            time.sleep(0.1)

    def stop(self) -> None:
        """At once: it has told nobody."""
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    @property
    def _configuration(self) -> Path:
        return self.folder / "ceph.conf"

    def prepare(self) -> None:
        """The configuration, and who may come in."""
        self._configuration.write_text(CONFIGURATION.format(folder=self.folder, port=self.port))
        (self.folder / "keyring").touch()

    def admit(self) -> None:
        """Make the account whose key the installation has."""
        words = [
            "radosgw-admin",
            "--conf",
            str(self._configuration),
            *NAMED,
            "user",
            "create",
            "--uid",
            "lis",
        ]
        words += ["--display-name", "lis", "--access-key", KEY, "--secret-key", SECRET]
        subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.endpoint, timeout=5) as answer:
                return bool(answer.read())
        except OSError:
            return False


@contextmanager
def gateway(folder: Path) -> Iterator[Gateway]:
    """A new one with an empty bucket, until the end of the block."""
    # Imported late: it is there only with the extra.
    import boto3
    from botocore.config import Config

    found = Gateway(folder)
    found.prepare()
    try:
        found.start()
        found.admit()
        how = Config(s3={"addressing_style": "path"})
        client = boto3.client(
            "s3",
            endpoint_url=found.endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=how,
        )
        client.create_bucket(Bucket=BUCKET)
        yield found
    finally:
        found.stop()
