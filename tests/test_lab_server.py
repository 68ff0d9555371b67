"""The server of the laboratory: it gives nothing else than the page, keeps visitors apart, and says no in words."""

import http.client
import json
import socket
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from in_browser import served

from experiments.lab import main
from sim.show.lab import server
from sim.show.lab.handler import Handler
from sim.show.lab.server import serve

SMALL = "territory=cote_nord&months=14&population.scale=0.3"


@pytest.fixture(scope="module")
def address():
    """The laboratory, on a free port."""
    with served() as found:
        yield found


def run(address, query):
    """What the page is given for a link."""
    with urllib.request.urlopen(f"{address}run?{query}", timeout=170) as answer:
        return json.loads(answer.read())


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
    assert status(address + "run?" + "a" * 30_000)[0] == 400


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
    assert "65,536" in json.loads(caught.value.read())["error"]["en"]


def test_a_port_that_is_taken_is_said(address, capsys):
    """One screen, status 2."""
    port = int(address.rstrip("/").rpartition(":")[2])
    assert serve("127.0.0.1", port, 1) == 2
    assert f"port = {port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "port", "workers", "said"),
    [
        ("127.0.0.1", 99_999, 1, "port = 99999: allowed: 0 (any free one) to 65535"),
        ("127.0.0.1", -1, 1, "port = -1: allowed"),
        ("127.0.0.1", 10**400, 1, "port = (a whole number of some 400 digits): allowed"),
        ("127.0.0.1", 0, -1, "workers = -1: allowed: 0 to 1024"),
        ("127.0.0.1", 0, 10**6, "workers = 1000000: allowed"),
        ("", 0, 1, "host = '': allowed: 127.0.0.1 (this machine only)"),
        ("x" * 70_000, 0, 1, "host = xxx"),
        ("..", 0, 1, "host = ..: "),
        ("192.0.2.1", 0, 1, "host = 192.0.2.1: "),  # kept for examples: no machine has it (RFC 5737)
    ],
)
def test_what_cannot_be_served_is_said(host, port, workers, said, capsys):
    """The key, the value, what is allowed, before any process is started: no worker less, no thread too many."""
    assert serve(host, port, workers) == 2
    err = capsys.readouterr().err
    assert said in err
    assert len(err) < 400
    assert err.count("\n") == 1


@pytest.mark.parametrize("typed", ["abc", "9" * 5_000, "1.5", ""])
def test_a_port_that_is_no_number_is_refused(typed, capsys):
    """Status 2, the value cut."""
    with pytest.raises(SystemExit) as left:
        main(["--port", typed])
    assert left.value.code == 2
    err = capsys.readouterr().err
    assert "allowed: a whole number, 0 to 65535" in err
    assert len(err) < 600


def test_head_tells_the_length_without_the_page(address):
    """Whoever looks for links asks so; the connection is then used again."""
    where = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
    where.request("HEAD", "/")
    answer = where.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    where.request("GET", "/")
    assert len(where.getresponse().read()) == int(answer.headers["Content-Length"])


# Addresses


def has_the_sixth():
    """Whether this machine has addresses of the sixth version."""
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_an_address_of_the_sixth_version_is_served():
    """`--host ::1` is this machine's too."""
    if not has_the_sixth():
        pytest.skip("this machine has no ::1")
    with served(1, "::1") as found:
        assert found.startswith("http://[::1]:")
        assert status(found)[0] == 200
        assert status(found, Host="evil.example")[0] == 421


def test_the_name_of_this_machine_is_the_address_of_the_fourth_version():
    """Most programs look for localhost there."""
    assert server.where("localhost", 8014) == (socket.AF_INET, ("127.0.0.1", 8014))


def test_a_first_run_that_fails_is_said_in_one_line(monkeypatch, capfd):
    """The page stays open; whoever asks next is told."""

    def faulty(computing):
        raise RuntimeError("no\nluck")

    monkeypatch.setattr(server, "warm", faulty)
    server.prepare(None)
    out, err = capfd.readouterr()
    assert out == ""
    assert err == "lab: La première simulation a échoué / The first run failed: RuntimeError('no\\nluck')\n"
