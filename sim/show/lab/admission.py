"""Which requests are let in: those that name this machine as it is called, and that no page of another site has made.

A browser says itself from where a request comes (`Sec-Fetch-Site`, https://www.w3.org/TR/fetch-metadata/), and, where
it does not, `Origin` says it of whatever is sent. A page from elsewhere could not read an answer; it could make this
machine compute. It may do one thing: lead a visitor here by a link, which computes nothing until our own page asks.
"""

import ipaddress
import re
from collections.abc import Mapping
from email.message import Message

from sim.quoted import shown

HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s:/@\[\]]+))(?::\d{0,5})?", re.IGNORECASE | re.ASCII)
LENGTH = re.compile(r"[0-9]{1,9}")
HERE = ("same-origin", "none")  # our page; an address that somebody typed, a bookmark, a link in a letter


class Rejected(Exception):
    """A request that is not answered. status: of HTTP; why: key of `lab_rejected`; headers: what else is to be said."""

    def __init__(self, status: int, why: str, headers: Mapping[str, str] | None = None, **said: object) -> None:
        super().__init__(f"{why}: {said}")
        self.status, self.why, self.headers, self.said = status, why, dict(headers or {}), said


def local(name: str) -> bool:
    """Whether a name or an address is this machine's own for itself: localhost, 127.0.0.1, ::1..."""
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def named(headers: Message) -> str:
    """The machine that a request names, without its port and in small letters; Rejected if it names none, or two."""
    said = headers.get_all("Host", [])
    found = HOST.fullmatch(said[0].strip()) if len(said) == 1 else None
    if found is None:
        raise Rejected(400, "no_host", value=shown(", ".join(said)))
    return (found[1] or found[2]).lower().removesuffix(".")


def check_host(headers: Message, served: str) -> None:
    """Refuse a stranger's name for this machine. served: the address that is served; others than our own have names
    that cannot be known here."""
    name = named(headers)
    if local(served) and not local(name):
        raise Rejected(421, "other_host", value=shown(name))


def check_site(headers: Message, opens_the_page: bool) -> None:
    """Refuse what another site asks for. opens_the_page: the page itself is asked for, which a link may lead to."""
    site = headers.get("Sec-Fetch-Site")
    if site is None:
        origin = headers.get("Origin")
        mine = origin is None or origin.partition("://")[2].lower() == headers.get("Host", "").strip().lower()
    else:
        mine = site in HERE
        if opens_the_page:
            mine |= headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
    if not mine:
        raise Rejected(403, "other_site")


def length_of(headers: Message, most: int) -> int:
    """How many bytes follow a request; Rejected if that is not said once, in digits, and at most `most`."""
    said = headers.get_all("Content-Length", [])
    if len(said) != 1 or "Transfer-Encoding" in headers or not LENGTH.fullmatch(said[0].strip()):
        raise Rejected(400, "no_length", value=shown(", ".join(said)), most=most)
    if int(said[0]) > most:
        raise Rejected(400, "too_long", n=int(said[0]), most=most)
    return int(said[0])


def takes_gzip(headers: Message) -> bool:
    """Whether who asks can unpack what is compressed."""
    for part in headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in ("gzip", "x-gzip", "*") and not re.fullmatch(r"q=0(\.0*)?", weight.strip()):
            return True
    return False
