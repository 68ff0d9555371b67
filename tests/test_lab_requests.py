"""Who may ask the laboratory for something, and what is answered to whatever else is sent to it."""

import gzip
import json
import random

import pytest
from in_browser import served
from lab_requests import SMALL, generated, sent, statuses, told

from sim.show.lab.answers import READ, Answer


@pytest.fixture(scope="module")
def address():
    """The laboratory, on a free port."""
    with served() as found:
        yield found


# Who may ask


def asks(path="/lab.css", method="GET", host="localhost:8014", body="", **headers):
    """A request as bytes; headers: Sec_Fetch_Site for Sec-Fetch-Site."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", body]).encode("latin-1")


OURS = ("localhost", "LOCALHOST", "LocalHost:8014", "127.0.0.1:1", "[::1]", "[::1]:8014", "127.9.9.9")


@pytest.mark.parametrize("host", OURS)
def test_names_of_this_machine_are_known(address, host):
    """With a port or without, whatever the letters."""
    assert statuses(sent(address, asks(host=host))) == [200]


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.example", 421), ("localhost.evil.example", 421), ("127.0.0.1.evil.example:8014", 421), ("[::2]", 421),
     ("", 400), ("[::1", 400), ("::1", 400), ("a@localhost", 400), ("localhost:x", 400), ("localhost:8014 x", 400)],
)  # fmt: skip
def test_names_of_another_machine_are_not(address, host, status):
    """A name that a stranger gave to this address (DNS rebinding), or that is none: nothing is computed."""
    found = sent(address, asks(f"/run?{SMALL}", host=host))
    assert statuses(found) == [status]
    assert all("Host = " in text for text in told(found).values())


def test_a_host_said_twice_or_never_is_refused(address):
    """As HTTP wants it (RFC 9112, 3.2)."""
    assert statuses(sent(address, b"GET / HTTP/1.1\r\n\r\n")) == [400]
    assert statuses(sent(address, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n")) == [400]


FROM_ELSEWHERE = (
    {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"},
    {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"},
    {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},  # another port of this machine is another program
    {"Sec_Fetch_Site": "no such word"},
    {"Origin": "http://evil.example"},  # a browser that does not say the site says this, where it sends something
    {"Origin": "null"},
)


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=[str(sorted(h.values())) for h in FROM_ELSEWHERE])
def test_a_page_of_another_site_makes_nothing_compute(address, headers, monkeypatch):
    """An image, a form or a script of a page elsewhere whose address is our run: refused before anything is made."""
    monkeypatch.setattr("sim.show.lab.answers.scene_of", lambda *_: pytest.fail("it was computed"))
    for path in ("/run", "/replicates", "/numbers.csv", "/scenario.yaml", "/lab.js"):
        found = sent(address, asks(f"{path}?{SMALL}", **headers))
        assert statuses(found) == [403], path
        assert "d’un autre site" in told(found)["fr"]
    assert statuses(sent(address, asks("/open", "POST", body="seed: 1", Content_Length=7, **headers))) == [403]


def test_what_our_page_and_our_visitors_do_is_let_in(address):
    """The page asks for a run; somebody types an address, or follows a link from a letter or from a page elsewhere."""
    for site in ("same-origin", "none"):
        assert statuses(sent(address, asks(f"/run?{SMALL}", Sec_Fetch_Site=site, Sec_Fetch_Mode="cors"))) == [200]
    assert statuses(sent(address, asks("/lab.css", Origin="http://localhost:8014"))) == [200]
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert statuses(sent(address, asks(f"/?{SMALL}&seed=7", Sec_Fetch_Dest="document", **link))) == [200]
    assert statuses(sent(address, asks(f"/?{SMALL}", Sec_Fetch_Dest="iframe", **link))) == [403]  # inside another page


# Whatever is sent


LENGTHS = ("²", "9" * 5_000, "-1", "1e3", "", "5, 5", "+5", "65537")


@pytest.mark.parametrize("length", LENGTHS, ids=[one[:8] for one in LENGTHS])
def test_a_length_that_is_none_is_said(address, length, capfd):
    """400 with what is allowed, in both languages, cut; nothing on the screen of whoever serves."""
    found = sent(address, asks("/open", "POST", body="seed: 7", Content_Length=length))
    assert statuses(found) == [400]
    assert all("65" in text and len(text) < 400 for text in told(found).values())
    assert capfd.readouterr().err == ""


def test_a_file_that_stops_or_is_told_twice_is_refused(address):
    """Fewer bytes than were announced; two lengths; pieces: what could be read in two ways is not read."""
    assert statuses(sent(address, asks("/open", "POST", body="seed: 7", Content_Length=70))) == [400]
    assert statuses(sent(address, asks("/open", "POST", body="0\r\n\r\n", Transfer_Encoding="chunked"))) == [400]
    twice = b"POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\nContent-Length: 8\r\n\r\nseed: 7"
    assert statuses(sent(address, twice)) == [400]
    hidden = asks(body="GET /lab.js HTTP/1.1\r\nHost: localhost\r\n\r\n", Content_Length=41)
    assert len(statuses(sent(address, hidden))) == 1  # what is inside a request is no other request


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [("PUT", "/run", 405, b"Allow: GET, HEAD"), ("GET", "/open", 405, b"Allow: POST"), ("OPTIONS", "/", 405, b"Allow"),
     ("DELETE", "/nothing", 404, b""), ("BREW", "/run", 501, b""), ("TRACE", "/lab.js", 405, b"Allow")],
)  # fmt: skip
def test_another_way_of_asking_is_refused(address, method, path, status, allowed):
    """405 says which ways there are (RFC 9110, 15.5.6); never a page of the library."""
    found = sent(address, asks(path, method))
    assert statuses(found) == [status]
    assert allowed in found
    assert set(told(found)) == {"fr", "en"}


def test_what_cannot_be_unpacked_is_not_packed(address):
    """A run is kept compressed; who does not take gzip gets it plain."""
    plain = sent(address, asks(f"/run?{SMALL}", Connection="close"))
    assert json.loads(plain.partition(b"\r\n\r\n")[2])["run"]["territory"] == "cote_nord"
    assert b"Content-Encoding" not in sent(address, asks(f"/run?{SMALL}", Accept_Encoding="gzip;q=0, br"))
    packed = sent(address, asks(f"/run?{SMALL}", Accept_Encoding="br, gzip;q=0.5", Connection="close"))
    assert json.loads(gzip.decompress(packed.partition(b"\r\n\r\n")[2])) == json.loads(plain.partition(b"\r\n\r\n")[2])


def test_a_fault_of_ours_is_one_line_and_an_answer(address, monkeypatch, capfd):
    """500 in both languages, and one line for whoever serves: what was asked, what went wrong, no stack."""

    def faulty(computing, query, text):
        raise RuntimeError("first line\nsecond line \x1b[31m")

    monkeypatch.setitem(READ, "/assumptions", faulty)
    assert statuses(sent(address, asks("/assumptions?" + "a" * 500))) == [500]
    err = capfd.readouterr().err
    assert err.startswith("lab: /assumptions?aaa")
    assert "RuntimeError('first line\\nsecond line" in err
    assert err.count("\n") == 1
    assert "\x1b" not in err
    monkeypatch.setitem(READ, "/assumptions", lambda c, q, t: Answer("not bytes"))
    sent(address, asks("/assumptions"))  # too late for another answer
    err = capfd.readouterr().err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_requests_drawn_by_lot_never_break_it(address, capfd):
    """300 of them: each is answered, none by a fault of ours; nothing is said on the screen; it answers afterwards."""
    assert statuses(sent(address, asks(f"/run?{SMALL}"))) == [200]
    seen = set()
    for k in range(300):
        raw = generated(random.Random(k))
        found = statuses(sent(address, raw))
        assert found or len(raw) < 200, (k, raw[:300])  # what was cut before its first line has ended
        assert not {500, 503} & set(found), (k, raw[:300])
        seen |= set(found)
    assert {200, 400, 403, 404, 405, 421, 501} <= seen
    assert capfd.readouterr().err == ""
    assert statuses(sent(address, asks())) == [200]
