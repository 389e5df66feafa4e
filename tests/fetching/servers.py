"""HTTP servers on the loopback that do as they are told, badly included."""

from __future__ import annotations

import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[BaseHTTPRequestHandler, int], None]
"""Answers a request; the number counts how often its path was asked for, from 1."""


class Server:
    """A running server. `asked` lists (path, headers) of all requests."""

    def __init__(self, answers: dict[str, Answer], certificate: Path | None = None) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        counts: dict[str, int] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers)))
                counts[self.path] = counts.get(self.path, 0) + 1
                answers.get(self.path, missing)(self, counts[self.path])

            def log_message(self, *words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving(answers: dict[str, Answer], certificate: Path | None = None) -> Iterator[Server]:
    """A server for a while."""
    server = Server(answers, certificate)
    try:
        yield server
    finally:
        server.close()


def certificate(folder: Path) -> Path:
    """A key and its own certificate for the loopback address, in one file."""
    both = folder / "certificate.pem"
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key"), "-out", str(both)]
    subprocess.run(words, check=True, capture_output=True)
    both.write_text((folder / "key").read_text() + both.read_text())
    return both


def content(data: bytes, **headers: str) -> Answer:
    """Just some bytes."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        etag = headers.get("ETag")
        if etag is not None and handler.headers.get("If-None-Match") == etag:
            status(304)(handler, count)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def status(code: int, **headers: str) -> Answer:
    """Only a status."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        handler.send_response(code)
        handler.send_header("Content-Length", "0")
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()

    return answer


def truncated(data: bytes, sent: int) -> Answer:
    """Less than was promised."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[:sent])
        handler.close_connection = True

    return answer


def stalling(seconds: float) -> Answer:
    """Nothing for a long time."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "10")
        handler.end_headers()
        handler.wfile.flush()
        time.sleep(seconds)

    return answer


def first(*answers: Answer) -> Answer:
    """One answer after the other; the last one for good."""
    return lambda handler, count: answers[min(count, len(answers)) - 1](handler, count)


missing = status(404)
