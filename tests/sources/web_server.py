"""A real HTTP server on 127.0.0.1 that answers as a test tells it to."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Where it listens, and the paths it was asked for."""

    url: str
    paths: list[str] = field(default_factory=list)


@contextmanager
def serving(respond: Respond) -> Generator[Server]:
    """A server whose every GET is answered by `respond`."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            with suppress(OSError):  # a client that has lost patience
                respond(self)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    listening.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", paths)
    finally:
        server.shutdown()
        server.server_close()
        listening.join()


def answer(body: bytes, *, status: int = 200, **headers: str) -> Respond:
    """Always the same answer."""
    return answer_with(body, headers, status=status)


def answer_with(body: bytes, headers: Mapping[str, str], *, status: int = 200) -> Respond:
    """The same, with headers of any name."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return respond
