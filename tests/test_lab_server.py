"""The server of the laboratory: it gives nothing else than the page, keeps visitors apart, and says no in words."""

import gzip
import http.client
import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from in_browser import served

from sim.show.lab.server import Handler, serve

SMALL = "territory=cote_nord&months=14&population.scale=0.3"


@pytest.fixture(scope="module")
def address():
    """The laboratory, on a free port."""
    with served() as found:
        yield found


def run(address, query):
    """What the page is given for a link."""
    with urllib.request.urlopen(f"{address}run?{query}", timeout=170) as answer:
        return json.loads(gzip.decompress(answer.read()))


def status(url, **headers):
    """The status of a plain request."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers)


def test_the_server_gives_nothing_else(address):
    """No file of the machine, no other name, no permission to load from elsewhere."""
    for path in ("../../etc/passwd", "..%2f..%2fetc/passwd", "lab.py", "script/../offered.yaml", "run/../../x"):
        assert status(address + path)[0] == 404
    assert status(address, Host="evil.example")[0] == 421
    code, headers = status(address)
    assert code == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    began = time.monotonic()
    assert status(address + "run?" + "a" * 30_000)[0] == 400
    assert time.monotonic() - began < 5


def test_ten_visitors_at_once_have_each_their_own(address):
    """Ten scenarios asked together, three times each: everybody gets what they asked."""
    links = [f"{SMALL}&seed={k}&conditions.facilitation={k / 20}" for k in range(1, 11)] * 3
    with ThreadPoolExecutor(10) as pool:
        found = list(pool.map(lambda link: run(address, link), links))
    for link, one in zip(links, found, strict=True):
        assert f"seed={one['run']['seed']}&" in link + "&"
        assert one["run"]["changes"]["conditions.facilitation"] == one["run"]["seed"] / 20
    assert len({json.dumps(one["run"]["scene"]["coop"]) for one in found}) == 10


def test_a_page_that_was_left_asks_again(address, monkeypatch):
    """Connections that say nothing are closed, and hold no thread; the next request of the visitor opens another."""
    monkeypatch.setattr(Handler, "timeout", 0.3)
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    left = http.client.HTTPConnection(host, int(port), timeout=30)
    for _ in range(2):
        left.request("GET", "/lab.css")
        assert left.getresponse().read()
        time.sleep(1.0)
        assert left.sock.recv(1) == b""
        left.close()


def test_a_file_that_is_too_large_is_not_read(address):
    """Refused by its announced length, with the limit."""
    request = urllib.request.Request(f"{address}open", data=b"a" * 70_000, method="POST")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    assert caught.value.code == 400
    assert "65536" in json.loads(caught.value.read())["error"]["en"]


def test_a_port_that_is_taken_is_said(address, capsys):
    """One screen, status 2."""
    port = int(address.rstrip("/").rpartition(":")[2])
    assert serve("127.0.0.1", port, 1) == 2
    assert serve("127.0.0.1", 99_999, 1) == 2
    assert f"port = {port}" in capsys.readouterr().err


def test_head_tells_the_length_without_the_page(address):
    """Whoever looks for links asks so; the connection is then used again."""
    where = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
    where.request("HEAD", "/")
    answer = where.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    where.request("GET", "/")
    assert len(where.getresponse().read()) == int(answer.headers["Content-Length"])
