"""Requests that nobody should send to the laboratory, drawn by lot; how they are sent, and what is answered.

`generated(rng)` is one request as bytes, from good ones to noise; `sent(address, raw)` gives what comes back.
"""

import json
import random
import re
import socket
from urllib.parse import quote, urlparse

SMALL = "territory=cote_nord&months=2&population.scale=0.1"
METHODS = ("GET",) * 16 + ("POST",) * 8 + ("HEAD", "HEAD", "PUT", "OPTIONS", "TRACE", "BREW", "get", "")
PATHS = (
    ("/run",) * 6 + ("/", "/replicates", "/scenario.yaml", "/numbers.csv", "/assumptions", "/lab.js", "/open")
    + ("/lab.css", "/../../etc/passwd", "//evil.example/run", "http://localhost/run", "*", "/run/", "/é", "")
)  # fmt: skip
VERSIONS = ("HTTP/1.1",) * 40 + ("HTTP/1.0", "HTTP/2.0", "HTTP/9999999999999.1", "HTTP/1.²", "HTTP/x", "", "1.1 1.1")
KEYS = (
    "norms.longest", "norms.cap", "events.envelope_month", "seed", "months", "territory", "rules", "award", "n", "lang",
    "population.scale", "governance.staged", "conditions.facilitation", "ref.rules", "ref.seed", "award.threshold",
    "territory.nodes", "typology.window", "no.such", "", "=", "acquaintance.community_community", "__class__", "é",
)  # fmt: skip
NUMBERS = (
    "inf", "-inf", "nan", "1e400", "1e309", "-1e309", "9" * 400, "9" * 5_000, "-" + "9" * 400, "0", "-0", "1e-400", "²",
    "١٢", "1_0", "0x10", "1,5", "1/2", "true", "null", "None", "1" + "0" * 19, "1e18", "3.5", " 7 ", "+7", "--7", "7e",
)  # fmt: skip
WORDS = (
    "core_mission", "lottery+majority", "core_mission+core_mission", "+", "majority", "../../etc/passwd", "<script>",
    "${oc.env:HOME}", "=1+1", "'", '"', "\x00", "\r\nX: 1", "\ud7ff", "a" * 300, "six_regions", "quebec,quebec", "04",
    "mauricie," * 50, "%", "%zz", "%ff%fe", "{}", "[1]", "é",
)  # fmt: skip
HOSTS = (
    ("localhost:8014",) * 60 + ("LOCALHOST", "[::1]", "[::1]:8014", "127.0.0.1", "localhost.", "", "evil.example")
    + ("[::1", "localhost:999999", "a@localhost", "::1", "²", "localhost,localhost", "x" * 500, "127.0.0.1.example")
)  # fmt: skip
LENGTHS = ("²", "9" * 5_000, "-1", "1e3", "0x10", "", " ", "5, 5", "+5", "70000", "99999999", "１２")
HEADERS = (
    ("Sec-Fetch-Site", ("cross-site", "same-site", "same-origin", "none", "²", "")),
    ("Sec-Fetch-Mode", ("navigate", "no-cors", "x")),
    ("Sec-Fetch-Dest", ("document", "iframe", "image")),
    ("Origin", ("null", "http://evil.example", "http://localhost:8014", "://", "")),
    ("Accept-Encoding", ("gzip", "gzip;q=0", "*;q=0.000", "br", "gzip;q=", "identity;q=0", ";;,,=")),
    ("Expect", ("100-continue", "tea")),
    ("Connection", ("close", "keep-alive, Upgrade", "²")),
    ("Transfer-Encoding", ("chunked", "gzip", "identity", "²")),
    ("Host", ("evil.example", "localhost")),  # a second one
    ("Range", ("bytes=0-", "bytes=9-1")),
    ("Cookie", ("a=" + "b" * 5_000,)),
    ("X", ("\x7f\x00\x1b[31m", "y" * 70_000)),
    ("no colon at all", ("",)),
)
FILES = (
    "defaults: {value}", "norms: {{longest: {value}}}", "seed: {value}", "territory: {value}",
    "award: {{name: {value}}}", "territory: {{regions: [{value}]}}", "{value}: 3",
    "events: {{envelope_month: {value}}}", "{value}", "a: [{value}",
    "seed: 1\nseed: {value}", "&a {value}", "!!x {value}", "territory: {{regins: {value}}}", "rules: {value}",
)  # fmt: skip
VALUES = (
    ".inf",
    ".nan",
    "0x" + "f" * 20_000,
    "2001-99-99",
    "1:59:59",
    "~",
    "[]",
    "{}",
    "[[[[[[1]]]]]]",
    "=",
    "<<",
    "|",
)
ANSWERED = re.compile(rb"HTTP/1\.[01] (\d{3}) [^\r]*\r\n(.*?)\r\n\r\n", re.DOTALL)


def value(rng: random.Random) -> str:
    """A value of a key, seldom a good one."""
    return rng.choice(rng.choice((NUMBERS, WORDS)))


def query(rng: random.Random) -> str:
    """A link: a small scenario that works, with some keys of which most are refused."""
    pairs = [SMALL]
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2))):
        text = value(rng)
        pairs.append(f"{rng.choice(KEYS)}={text if rng.random() < 0.2 else quote(text)}")
    return rng.choice(("&",) * 9 + (";",)).join(pairs) + rng.choice(("",) * 9 + ("#x", "&&&", "?a=1", "&x" * 500))


def scenario_file(rng: random.Random) -> str:
    """What is given to be opened, seldom a scenario."""
    text = rng.choice(FILES).format(value=rng.choice((*NUMBERS, *WORDS, *VALUES)))
    return text * rng.choice((1,) * 12 + (3, 2_000))


def generated(rng: random.Random) -> bytes:
    """One request. The same seed gives the same."""
    method, path = rng.choice(METHODS), rng.choice(PATHS)
    body = b""
    headers = [("Host", rng.choice(HOSTS))] * rng.choice((1,) * 20 + (0, 2))
    if method in ("POST", "PUT") or rng.random() < 0.05:
        path = rng.choice(("/open",) * 5 + (path,))
        body = scenario_file(rng).encode(errors="replace")
        announced = rng.choice((str(len(body)),) * 12 + (str(len(body) + 9), rng.choice(LENGTHS)))
        headers += [("Content-Length", announced)] * rng.choice((1,) * 12 + (0, 2))
    for name, texts in rng.sample(HEADERS, rng.choice((0, 0, 0, 1, 1, 2, 4))):
        headers.append((name, rng.choice(texts)))
    target = path + ("?" + query(rng) if path != "/open" else "")
    lines = [f"{method} {target} {rng.choice(VERSIONS)}", *(f"{name}: {text}" for name, text in headers)]
    raw = "\r\n".join([*lines, "", ""]).encode(rng.choice(("utf-8", "latin-1")), errors="replace") + body
    return spoiled(raw, rng) if rng.random() < 0.1 else raw


def spoiled(raw: bytes, rng: random.Random) -> bytes:
    """A request that was cut, doubled, or of which some bytes are others."""
    way = rng.randrange(4)
    if way == 0:
        return raw[: rng.randrange(len(raw) + 1)]
    if way == 1:
        return raw * 2
    if way == 2:
        return rng.randbytes(rng.randrange(200)) + raw
    spoilt = bytearray(raw)
    for _ in range(rng.randrange(1, 20)):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def sent(address: str, raw: bytes, patience: float = 60.0) -> bytes:
    """Everything that is answered to these bytes, until the laboratory closes. address: http://127.0.0.1:8014/."""
    at = urlparse(address)
    with socket.create_connection((at.hostname, at.port), timeout=patience) as line:
        try:
            line.sendall(raw)
            line.shutdown(socket.SHUT_WR)  # nothing more comes
        except OSError:
            pass  # refused before the end: the answer is there
        found = bytearray()
        try:
            while part := line.recv(65_536):
                found += part
        except ConnectionResetError:
            pass
    return bytes(found)


def statuses(answered: bytes) -> list[int]:
    """The status of each answer, bodies left out."""
    found, at = [], 0
    while match := ANSWERED.match(answered, at):
        found.append(int(match[1]))
        length = re.search(rb"Content-Length: (\d+)", match[2])
        at = match.end() + (int(length[1]) if length else 0)
    return found


def told(answered: bytes) -> dict[str, str]:
    """The refusal that the last answer says, by language."""
    found: dict[str, str] = json.loads(answered.rpartition(b"\r\n\r\n")[2])["error"]
    return found
