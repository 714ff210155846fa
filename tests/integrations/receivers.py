"""Real receivers on this machine, each a server with a thread of its own."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What a server was sent, and what it answers: a status, headers and a body."""

    port: int = 0
    answer: tuple[int, dict[str, str], bytes] = (204, {}, b"")
    sent: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    taking: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/changes"


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A server that takes what is posted, until the end of the block."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.sent.append(({name.lower(): value for name, value in self.headers.items()}, body))
            found.taking()
            status, headers, text = found.answer
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(text))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_arguments: object) -> None:
            """Nothing: the tests' own output is read."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def dripping(*, begun: bool) -> Iterator[int]:
    """A port that takes the connection and never answers; with `begun` it goes on for ever with its headers."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        try:
            connection, _address = listening.accept()
        except OSError:
            return
        with connection:
            if begun:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.05):
                if begun:
                    try:
                        connection.sendall(b"X-More: 1\r\n")
                    except OSError:
                        return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        listening.close()
        thread.join(2)
