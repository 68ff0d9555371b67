"""One visitor's requests, as HTTP says them: what is asked for is found, or refused in words, whatever was sent."""

import gzip
import json
import sys
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from sim.quoted import shown
from sim.show.lab.admission import Rejected, check_host, check_site, length_of, takes_gzip
from sim.show.lab.answers import READ, WRITE, Answer, Route, attached
from sim.show.lab.files import LARGEST
from sim.show.lab.refusal import refused

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
ROUTES: Mapping[str, Mapping[str, Route]] = {"GET": READ, "HEAD": READ, "POST": WRITE}
PAGE = "/"
WORTH = 1_400  # bytes from which an answer is compressed
IDLE = 120  # seconds after which a connection that says nothing is closed
LINGER, MOST_DROPPED = 2.0, 2**20  # seconds and bytes of what is still being sent when it was refused already


class Handler(BaseHTTPRequestHandler):
    """One visitor's requests."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Concertation", ""
    timeout = IDLE
    server: Any  # sim.show.lab.server.Server: the address that is served, and who computes

    def reply(self) -> None:
        """Find who answers, and send what is answered, refusals included: no error of an answer goes further."""
        unread = "Content-Length" in self.headers or "Transfer-Encoding" in self.headers
        self.close_connection |= unread  # what is not read could be taken for the next request
        try:
            answer = self.answer()
        except ConnectionError:
            raise
        except Exception as error:
            self.refuse(error)
            if unread:
                self.drop()
        else:
            self.send(answer, 200)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_CONNECT = reply

    def answer(self) -> Answer:
        """What is asked for; Rejected, or any error of a wrong request, otherwise."""
        path, _, query = self.path.encode("latin-1").decode("utf-8", errors="replace").partition("?")
        check_host(self.headers, self.server.host)
        check_site(self.headers, self.command in ("GET", "HEAD") and path == PAGE)
        methods = [method for method, routes in ROUTES.items() if path in routes]
        if not methods:
            raise Rejected(404, "no_such_page", value=shown(path))
        if self.command not in methods:
            raise Rejected(405, "no_such_method", {"Allow": ", ".join(methods)}, value=self.command)
        text = self.text() if self.command == "POST" else ""
        return ROUTES[self.command][path](self.server.computing, query, text)

    def text(self) -> str:
        """What is sent with a request; a ConnectionError if the visitor leaves or falls silent in the middle of it."""
        n = length_of(self.headers, LARGEST)
        try:
            body = self.rfile.read(n)
        except TimeoutError as silence:
            raise ConnectionAbortedError from silence
        if len(body) < n:
            raise Rejected(400, "cut_short", n=len(body), most=n)
        return body.decode("utf-8", errors="replace")

    def refuse(self, error: Exception) -> None:
        """Say in both languages why not; what is no fault of the request is noted in one line."""
        status, message = refused(error)
        if status == 500:
            print(f"lab: {shown(getattr(self, 'path', ''))}: {shown(repr(error))}", file=sys.stderr, flush=True)
        also = error.headers if isinstance(error, Rejected) else {}
        self.send(Answer(json.dumps({"error": message}, ensure_ascii=False).encode()), status, also)

    def send(self, answer: Answer, status: int, also: Mapping[str, str] | None = None) -> None:
        """Headers and body."""
        body, packed = answer.body, answer.packed
        asked = getattr(self, "headers", None)  # none when not even the first line could be read
        can_unpack = asked is not None and takes_gzip(asked)
        if packed and not can_unpack:
            body, packed = gzip.decompress(body), False
        elif not packed and can_unpack and len(body) > WORTH:
            body, packed = gzip.compress(body, 3), True
        self.request_version = self.protocol_version  # a line that is no HTTP is answered with a status too
        self.send_response(status)
        headers = {**HEADERS, "Content-Type": answer.kind, "Content-Length": str(len(body)), **(also or {})}
        headers |= {"Content-Encoding": "gzip"} if packed else {}
        headers |= {"Content-Disposition": attached(answer.name)} if answer.name else {}
        headers |= {"Connection": "close"} if self.close_connection else {}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses before it asks us, a line that is no HTTP for instance: in our words too."""
        self.close_connection = True
        self.refuse(Rejected(int(code), "no_request", value=shown(message or str(int(code)))))

    def drop(self) -> None:
        """Read what is still being sent, so that the refusal arrives: a connection closed on unread bytes is reset."""
        self.connection.settimeout(LINGER)
        left, end = MOST_DROPPED, time.monotonic() + LINGER
        try:
            while left > 0 and time.monotonic() < end and (got := len(self.rfile.read1(65_536))):
                left -= got
        except OSError:
            return  # the visitor has left, or waits for us to close

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is noted of what visitors ask."""
