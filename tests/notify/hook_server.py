"""A real web server that takes POST and GET, as Slack's hooks and a heartbeat service do."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from typing_extensions import override


@dataclass
class Hook:
    """Answers with `status`; remembers paths, and bodies that were JSON."""

    port: int = 0
    status: int = 200
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """As Apprise is told it, so that exactly `{"text": …}` is posted."""
        return (
            f"json://127.0.0.1:{self.port}/services/T0/B0/X0"
            "?:message=text&:title=&:version=&:type=&:attachments="
        )


class _Quiet(ThreadingHTTPServer):
    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that speak another language."""


@contextmanager
def hook_server() -> Generator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.bodies.append(json.loads(body))
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def answer(self) -> None:
            hook.paths.append(self.path)
            self.send_response_only(hook.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = _Quiet(("127.0.0.1", 0), Handler)
    hook.port = server.server_port
    listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    listening.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        listening.join()
