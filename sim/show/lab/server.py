"""The server of the page, of the standard library: it keeps nothing of a visitor. Who asks what is in the link alone.

Local by default. A page from elsewhere cannot read it (no CORS, the Host is checked), cannot make it compute (the site
is checked), nor can it load anything from elsewhere (Content-Security-Policy).
"""

import errno
import os
import socket
import socketserver
import sys
import threading
import time
import webbrowser
from http.server import ThreadingHTTPServer
from typing import Any

from sim.parameter import descriptions
from sim.quoted import shown
from sim.settings import Settings
from sim.show.lab.admission import local
from sim.show.lab.answers import warm
from sim.show.lab.computing import Computing
from sim.show.lab.handler import Handler

OPEN = "Le laboratoire est ouvert / The laboratory is open"
CLOSE = "Ctrl-C pour fermer / to close."
EXPOSED = "Attention : d’autres machines atteignent cette adresse / other machines can reach this address."
COMPILING = "Première fois : les règles se compilent, 30 s / First time: the rules are compiled, 30 s..."
DONE = "Prêt / Ready"
FAILED = "La première simulation a échoué / The first run failed"
PATIENT = 3.0  # seconds before what is going on is said
MOST_PORT, MOST_HOST = 65_535, 253  # 253: characters of a name of the network (RFC 1035)
FAULTS_OF_HOST = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # what a system says of an address that it has not


class Server(ThreadingHTTPServer):
    """The server and what computes for it."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = sys.platform != "win32"  # there, two servers would share a port in silence

    def __init__(self, host: str, port: int, workers: int) -> None:
        self.address_family, address = where(host, port)
        super().__init__(address, Handler)
        self.host = host
        self.computing = Computing(workers)

    def server_bind(self) -> None:
        """Take the port; without the name of this machine, which nobody reads and which may take seconds to find."""
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)  # `::` is every address, old ones too
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor who leaves in the middle of an answer is no error; any other is noted in one line."""
        error = sys.exception()
        if not isinstance(error, (ConnectionError, TimeoutError)):
            print(f"lab: {shown(repr(error))}", file=sys.stderr, flush=True)


def where(host: str, port: int) -> tuple[socket.AddressFamily, Any]:
    """The family and the address of a host by its name or its numbers, of the fourth or of the sixth version."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)  # localhost is 127.0.0.1
    return family, address


def screen() -> bool:
    """Whether there is a screen to open a page on: elsewhere a browser of the terminal would hold the command."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def prepare(computing: Computing) -> None:
    """Make what is asked first; if that lasts, say what is going on."""
    said = threading.Timer(PATIENT, print, args=(COMPILING,), kwargs={"flush": True})
    said.daemon = True
    began = time.monotonic()
    said.start()
    try:
        warm(computing)
    except Exception as error:  # whoever asks is told so too: the page stays open
        said.cancel()
        print(f"lab: {FAILED}: {shown(repr(error))}", file=sys.stderr, flush=True)
        return
    if said.is_alive():
        said.cancel()
    else:
        print(f"{DONE} ({time.monotonic() - began:.0f} s).", flush=True)


def refused(host: str, port: int, workers: int) -> str:
    """Why this cannot be served, before anything is tried; nothing if it may be."""
    low, high, unit, _ = descriptions(Settings)["workers"]
    if not host.strip() or len(host) > MOST_HOST:
        return f"host = {shown(host)}: allowed: 127.0.0.1 (this machine only), 0.0.0.0 (every address), or one of them."
    if not 0 <= port <= MOST_PORT:
        return f"port = {shown(port)}: allowed: 0 (any free one) to {MOST_PORT}."
    if not low <= workers <= high:
        return f"workers = {shown(workers)}: allowed: {low:g} to {high:g} ({unit})."
    return ""


def not_served(host: str, port: int, error: OSError | UnicodeError) -> str:
    """Why the system does not serve it: what it was given is no address, or the port is not free."""
    of_host = isinstance(error, (socket.gaierror, UnicodeError)) or error.errno in FAULTS_OF_HOST
    why = getattr(error, "strerror", None) or "no name or address of a machine"
    if of_host:
        return f"host = {shown(host)}: {why}. Allowed: an address of this machine, such as 127.0.0.1."
    return f"port = {port}: {why}. Another one: --port 0 takes any free port."


def serve(host: str, port: int, workers: int, browse: bool = False) -> int:
    """Serve the page until Ctrl-C; the exit status."""
    wrong, server = refused(host, port, workers), None
    if not wrong:
        try:
            server = Server(host, port, workers)
        except (OSError, UnicodeError) as error:
            wrong = not_served(host, port, error)
    if server is None:
        print(f"error: {wrong}", file=sys.stderr)
        return 2
    address = f"http://{called(host)}:{server.server_address[1]}/"
    print(f"{OPEN}: {address}\n{CLOSE}", flush=True)
    if not local(host):
        print(EXPOSED, file=sys.stderr, flush=True)
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


def called(host: str) -> str:
    """The host as an address of a browser has it."""
    return "localhost" if host in ("127.0.0.1", "localhost") else f"[{host}]" if ":" in host else host
