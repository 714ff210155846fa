"""A time-stamp authority of one's own: openssl behind a small server on the loopback address."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = one
[one]
dir = {folder}
serial = $dir/serial
signer_cert = $dir/tsa.pem
signer_key = $dir/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
ess_cert_id_alg = sha256
[stamps]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
"""


def _openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def made(folder: Path) -> Path:
    """The authority's keys and certificates in the folder; gives the file with its chain, the root last."""
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    root = ("-subj", "/CN=Prov rot", "-days", "30", "-keyout", "root.key", "-out", "root.pem")
    _openssl(folder, "req", "-x509", *key, *root, "-addext", "keyUsage=critical,keyCertSign")
    _openssl(folder, "req", *key, "-subj", "/CN=Prov tid", "-keyout", "tsa.key", "-out", "tsa.csr")
    signing = (
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-days",
        "30",
        "-extfile",
        "tsa.cnf",
        "-extensions",
        "stamps",
    )
    _openssl(folder, "x509", "-req", "-in", "tsa.csr", *signing, "-out", "tsa.pem")
    chain = folder / "chain.pem"
    chain.write_text((folder / "tsa.pem").read_text() + (folder / "root.pem").read_text())
    return chain


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The authority's address, while it answers."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            _openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "answer")
            self.send_response(200)
            self.end_headers()
            self.wfile.write((folder / "answer").read_bytes())

        def log_message(self, *_words: object) -> None:
            """Nothing is told of each request."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
