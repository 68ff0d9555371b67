"""The server of the page, of the standard library: it keeps nothing of a visitor. Who asks what is in the link alone.

Local by default. A page from elsewhere cannot read it (no CORS, the Host is checked), nor can it load anything from
elsewhere (Content-Security-Policy).
"""

import gzip
import json
import os
import sys
import threading
import time
import webbrowser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sim.show.lab.answers import READ, WRITE, Answer, attached, warm
from sim.show.lab.computing import Computing
from sim.show.lab.files import LARGEST
from sim.show.lab.link import LONGEST, LinkError
from sim.show.lab.refusal import refused

LOCAL = ("127.0.0.1", "localhost", "::1")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
OPEN = "Le laboratoire est ouvert / The laboratory is open"
CLOSE = "Ctrl-C pour fermer / to close."
COMPILING = "Première fois : les règles se compilent, 30 s / First time: the rules are compiled, 30 s..."
DONE = "Prêt / Ready"
PATIENT = 3.0  # seconds before what is going on is said
WORTH = 1_400  # bytes from which an answer is compressed
IDLE = 120  # seconds after which a connection that says nothing is closed


class Server(ThreadingHTTPServer):
    """The server and what computes for it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, workers: int) -> None:
        super().__init__((host, port), Handler)
        self.host = host
        self.computing = Computing(workers)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who leaves in the middle of an answer is no error."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One visitor's requests."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Concertation", ""
    timeout = IDLE
    server: Server

    def do_GET(self) -> None:
        """Read something."""
        self.reply(READ, "")

    def do_HEAD(self) -> None:
        """Whether there is something to read, and how long it is."""
        self.reply(READ, "")

    def do_POST(self) -> None:
        """Give a scenario file to be read."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST:
            self.close_connection = True
            self.refuse(LinkError(f"file of {length or 'unknown'} bytes: allowed: at most {LARGEST}."))
            return
        text = self.rfile.read(int(length)).decode("utf-8", errors="replace")
        self.reply(WRITE, text)

    def reply(self, routes: Any, text: str) -> None:
        """Find who answers, and send what is answered, refusals included."""
        path, _, query = self.path.partition("?")
        if not self.at_home():
            self.send(Answer(b"{}"), 421)
        elif path not in routes:
            self.send(Answer(b"{}"), 404)
        elif len(query) > 3 * LONGEST:
            self.refuse(LinkError(f"link of {len(query)} characters: allowed: at most {LONGEST}."))
        else:
            try:
                answer = routes[path](self.server.computing, query, text)
            except Exception as error:
                self.refuse(error)
            else:
                self.send(answer, 200)

    def at_home(self) -> bool:
        """Whether the request names us as we are called: a stranger's name for this address is not ours."""
        if self.server.host not in LOCAL:
            return True
        host = (self.headers.get("Host") or "").rpartition(":")[0].strip("[]") or self.headers.get("Host", "")
        return host in LOCAL

    def refuse(self, error: Exception) -> None:
        """Say in both languages why not."""
        status, message = refused(error)
        if status == 500:
            print(f"lab: {self.path[:200]}: {error!r}", file=sys.stderr)
        self.send(Answer(json.dumps({"error": message}, ensure_ascii=False).encode()), status)

    def send(self, answer: Answer, status: int) -> None:
        """Headers and body."""
        body, packed = answer.body, answer.packed
        if not packed and len(body) > WORTH and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, packed = gzip.compress(body, 3), True
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if answer.name:
            self.send_header("Content-Disposition", attached(answer.name))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Nothing is noted of what visitors ask."""


def screen() -> bool:
    """Whether there is a screen to open a page on: elsewhere a browser of the terminal would hold the command."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def prepare(computing: Computing) -> None:
    """Make what is asked first; if that lasts, say what is going on."""
    said = threading.Timer(PATIENT, print, args=(COMPILING,), kwargs={"flush": True})
    said.daemon = True
    began = time.monotonic()
    said.start()
    warm(computing)
    if said.is_alive():
        said.cancel()
    else:
        print(f"{DONE} ({time.monotonic() - began:.0f} s).", flush=True)


def serve(host: str, port: int, workers: int, browse: bool = False) -> int:
    """Serve the page until Ctrl-C; the exit status."""
    if not 0 <= port <= 65_535:
        print(f"error: port = {port}: allowed: 0 to 65535.", file=sys.stderr)
        return 2
    try:
        server = Server(host, port, workers)
    except OSError as error:
        print(f"error: port = {port}: {error.strerror}. Another one: --port 0 takes any free port.", file=sys.stderr)
        return 2
    address = f"http://{'localhost' if host in LOCAL else host}:{server.server_address[1]}/"
    print(f"{OPEN}: {address}\n{CLOSE}", flush=True)
    if host not in LOCAL:
        print("Attention: this address can be reached from other machines.", file=sys.stderr, flush=True)
    threading.Thread(target=prepare, args=(server.computing,), daemon=True).start()
    if browse and screen():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
        server.computing.close()
    return 0
