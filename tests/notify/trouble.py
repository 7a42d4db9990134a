"""Servers that take connections and do not behave."""

import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from threading import Event, Thread

Behave = Callable[[socket.socket, Event], None]


@contextmanager
def misbehaving(behave: Behave) -> Generator[int]:
    """The port of a server that does `behave` with each connection, until the event is set."""
    over = Event()
    threads: list[Thread] = []

    def serve() -> None:
        while not over.is_set():
            try:
                line, _ = listening.accept()
            except TimeoutError:
                continue
            thread = Thread(target=act, args=(line,), daemon=True)
            threads.append(thread)
            thread.start()

    def act(line: socket.socket) -> None:
        with line, suppress(OSError):
            behave(line, over)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        server = Thread(target=serve, daemon=True)
        server.start()
        yield listening.getsockname()[1]
        over.set()
        for thread in (server, *threads):
            thread.join(5)


def drip(line: socket.socket, over: Event) -> None:
    """A greeting of which a byte comes now and then: no read ever times out."""
    while not over.is_set():
        line.sendall(b"2")
        time.sleep(0.05)


def greet_late(heard: list[bytes], seconds: float) -> Behave:
    """A mail server that takes so long to greet, and is nice then; keeps what it hears."""

    def behave(line: socket.socket, over: Event) -> None:
        for letter in b"220 hello":
            line.sendall(bytes([letter]))
            over.wait(seconds / 9)
        line.sendall(b"\r\n")
        while words := line.recv(9999):
            heard.append(words.upper())
            line.sendall(b"354 go on\r\n" if words.upper().startswith(b"DATA") else b"250 fine\r\n")

    return behave


def hang_up(line: socket.socket, over: Event) -> None:
    """Close at once."""
    del line, over


def say(words: bytes) -> Behave:
    """Say something in another language, and wait."""

    def behave(line: socket.socket, over: Event) -> None:
        line.sendall(words)
        over.wait(5)

    return behave


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
