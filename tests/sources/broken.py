"""How web services fail: answers that come late, in pieces, for ever, or from somebody else."""

from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from threading import Event

from tests.sources.web_server import Respond, answer, answer_with

Fault = Callable[[bytes], Respond]

PAGE = b"<!DOCTYPE html><html><body>Inicie sesi&oacute;n</body></html>"


def late(body: bytes, *, seconds: float = 2.0) -> Respond:
    """The answer, when nobody waits for it any more."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        Event().wait(seconds)
        answer(body)(handler)

    return respond


def dripping(body: bytes) -> Respond:
    """Ten bytes a second."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        handler.end_headers()
        for byte in body:
            handler.wfile.write(bytes([byte]))
            Event().wait(0.1)

    return respond


def hanging_up(body: bytes) -> Respond:
    """Less than was promised."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        handler.send_header("Content-Length", str(len(body) + 1000))
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def flooding(_: bytes) -> Respond:
    """More than anybody wants."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 1_000_000)

    return respond


def first_then(first: Respond, then: Respond) -> Respond:
    """`first` once, `then` from there on."""
    left = iter([first])

    def respond(handler: BaseHTTPRequestHandler) -> None:
        next(left, then)(handler)

    return respond


def echo(*, status: int = 200, headers: Mapping[str, str] | None = None) -> Respond:
    """A page that repeats the whole address it was asked for, as careless servers do."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        page = f"No such page: {handler.path}".encode()
        told = {"Location": handler.path, **(headers or {})}
        answer_with(page, told, status=status)(handler)

    return respond
