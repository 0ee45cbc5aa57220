"""Fetching from a server on loopback, with small fake files and their own sums."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dopadist.recordings import (
    FetchError,
    KnownFile,
    RecordingError,
    Source,
    fetch,
    folder_of_files,
    osf_project,
    verify,
)

CONTENT = {f"cell {i}.mat": bytes([i]) * (100 + i) for i in range(6)}
KNOWN = {
    name: KnownFile(len(content), hashlib.sha256(content).hexdigest())
    for name, content in CONTENT.items()
}
LAST = "cell 5.mat"


class Server:
    """Serves `CONTENT` under /good/; other paths misbehave for the last file."""

    def __init__(self):
        self.requests = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                server.requests.append(self.path)
                _, manner, name = self.path.split("/", 2)
                server.answer(self, manner, name.replace("%20", " "))

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.gone = threading.Event()
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.gone.set()
        self.http.shutdown()
        self.http.server_close()

    def send(self, handler, body, *, length=None, status=200, headers=()):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for key, value in headers:
            handler.send_header(key, value)
        handler.end_headers()
        handler.wfile.write(body)
        handler.wfile.flush()

    def answer(self, handler, manner, name):
        body = CONTENT.get(name, b"")
        if manner == "osf":
            self.send(handler, json.dumps(self.listing(name)).encode())
        elif manner == "redirect":
            self.send(
                handler,
                b"",
                status=302,
                headers=[("Location", f"/good/{name.replace(' ', '%20')}")],
            )
        elif manner == "good" or name != LAST:
            self.send(handler, body)
        elif manner == "altered":
            self.send(handler, body[:-1] + b"!")
        elif manner == "truncated":
            self.send(handler, body[:50])
        elif manner == "longer":
            self.send(handler, body + b"more")
        elif manner == "absent":
            self.send(handler, b"no", status=404)
        elif manner == "dying":
            self.send(handler, body[:50], length=len(body))
            handler.close_connection = True
        elif manner == "hanging":
            self.send(handler, body[:50], length=len(body))
            self.gone.wait(20)
        elif manner == "dripping":
            self.send(handler, b"", length=len(body))
            for byte in body:
                if self.gone.wait(0.1):
                    return
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
        else:
            raise AssertionError(manner)

    def listing(self, page):
        """Half of the files in the project itself, half in a folder; the second on two pages."""

        def entry(name):
            return {
                "attributes": {
                    "kind": "file",
                    "name": "renamed.mat",
                    "extra": {"hashes": {"sha256": KNOWN[name].sha256}},
                },
                "links": {"download": f"{self.address}/good/{name}"},
            }

        folder = {
            "attributes": {"kind": "folder"},
            "relationships": {"files": {"links": {"related": {"href": f"{self.address}/osf/in"}}}},
        }
        names = list(CONTENT)
        pages = {
            "top": ([folder, *map(entry, names[:3])], None),
            "in": (list(map(entry, names[3:5])), f"{self.address}/osf/in2"),
            "in2": (list(map(entry, names[5:])), None),
            "bare": ([], None),
        }
        data, following = pages[page]
        return {"data": data, "links": {"next": following}}

    def source(self, manner):
        return Source(manner, folder_of_files(f"{self.address}/{manner}/"))


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


def run(server, destination, *manners, **options):
    settings = {"known": KNOWN, "connect_seconds": 0.5, "total_seconds": 5.0} | options
    return fetch(destination, sources=[server.source(manner) for manner in manners], **settings)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("manner", ["good", "redirect"])
def test_all_files_come_and_are_in_place(server, tmp_path, manner):
    place = tmp_path / "cache" / "cells"
    seen = []
    report = run(server, place, manner, progress=lambda *args: seen.append(args))
    assert report.ok
    assert report.folder == place
    assert contents(place) == CONTENT
    assert [path.name for path in place.parent.iterdir()] == ["cells"]  # nothing beside it
    assert [done for done, _, _ in seen] == [1, 2, 3, 4, 5, 6]
    assert {total for _, total, _ in seen} == {6}
    assert {name for _, _, name in seen} == set(CONTENT)


@pytest.mark.parametrize(
    ("manner", "message"),
    [
        ("altered", "cell 5.mat: its SHA-256 sum is not the published one"),
        ("truncated", "cell 5.mat: its SHA-256 sum is not the published one"),
        ("longer", "cell 5.mat: more than the expected 105 bytes came"),
        ("absent", "cell 5.mat: the server answered 404"),
        ("dying", "cell 5.mat: the connection broke off"),
        ("hanging", "cell 5.mat: the server stopped sending"),
    ],
)
def test_one_bad_file_leaves_nothing_in_place_and_the_good_ones_for_the_next_run(
    server, tmp_path, manner, message
):
    place = tmp_path / "cells"
    with pytest.raises(FetchError, match=message) as error:
        run(server, place, manner)
    assert "1 of 6 recordings could not be fetched" in str(error.value)
    assert "DOPADIST_OFFLINE=1" in str(error.value)
    assert not place.exists()
    kept = contents(tmp_path / "cells.partial")
    assert kept == {name: content for name, content in CONTENT.items() if name != LAST}

    server.requests.clear()
    assert run(server, place, "good").ok
    assert server.requests == ["/good/cell%205.mat"]  # resumed: only what was missing
    assert contents(place) == CONTENT


def test_the_second_source_gives_what_the_first_could_not(server, tmp_path):
    assert run(server, tmp_path / "cells", "altered", "good").ok
    assert server.requests.count("/good/cell%205.mat") == 1
    assert sum(path.startswith("/good") for path in server.requests) == 1


def test_both_sources_are_named_when_both_fail(server, tmp_path):
    with pytest.raises(FetchError, match=r"altered: cell 5.mat.*; absent: cell 5.mat"):
        run(server, tmp_path / "cells", "altered", "absent")


@pytest.mark.parametrize("manner", ["hanging", "dripping"])
def test_the_whole_takes_no_longer_than_allowed(server, tmp_path, manner):
    start = time.monotonic()
    with pytest.raises(FetchError, match=r"not finished after 0.7 s"):
        run(server, tmp_path / "cells", manner, connect_seconds=30.0, total_seconds=0.7)
    assert time.monotonic() - start < 3.0


def test_a_host_that_does_not_answer_is_asked_once_not_once_a_file(tmp_path, server):
    dead = Source("dead", folder_of_files("http://127.0.0.1:9/"))  # the discard port: refused
    with pytest.raises(FetchError, match=r"\(dead: no connection\)"):
        fetch(tmp_path / "cells", known=KNOWN, sources=[dead])
    assert list(tmp_path.iterdir()) == []  # nothing came, nothing is left behind
    live = server.source("good")
    assert fetch(tmp_path / "cells", known=KNOWN, sources=[dead, live]).ok


def test_a_complete_folder_is_not_fetched_again(server, tmp_path):
    run(server, tmp_path / "cells", "good")
    server.requests.clear()
    assert run(server, tmp_path / "cells", "good").ok
    assert server.requests == []


def test_a_damaged_folder_is_repaired_with_what_is_good_kept(server, tmp_path):
    place = tmp_path / "cells"
    run(server, place, "good")
    (place / "cell 2.mat").write_bytes(b"damaged")
    server.requests.clear()
    with pytest.raises(FetchError):
        run(server, place, *[])
    assert (place / "cell 2.mat").read_bytes() == b"damaged"  # not touched until it can be mended
    assert run(server, place, "good").ok
    assert server.requests == ["/good/cell%202.mat"]
    assert [path.name for path in tmp_path.iterdir()] == ["cells"]


def test_remains_of_an_interrupted_download_stay_out_of_the_data_set(server, tmp_path):
    staging = tmp_path / "cells.partial"
    staging.mkdir()
    (staging / "tmpabc").write_bytes(b"half a file")
    (staging / "cell 0.mat").write_bytes(b"half")
    run(server, tmp_path / "cells", "good")
    assert contents(tmp_path / "cells") == CONTENT


def test_a_folder_with_other_things_is_refused_and_left_alone(server, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(RecordingError, match=r"holds thesis.txt.*choose another folder"):
        run(server, tmp_path, "good")
    assert server.requests == []
    with pytest.raises(RecordingError, match="is a file"):
        run(server, tmp_path / "thesis.txt", "good")
    with pytest.raises(RecordingError, match="cannot be written"):
        run(server, tmp_path / "thesis.txt" / "cells", "good")


def test_osf_files_are_found_by_their_sums_in_folders_and_pages(server, tmp_path):
    osf = Source("OSF", osf_project(f"{server.address}/osf/top"))
    assert fetch(tmp_path / "cells", known=KNOWN, sources=[osf], total_seconds=5).ok
    assert contents(tmp_path / "cells") == CONTENT


def test_an_osf_project_without_the_files_says_so(server, tmp_path):
    bare = Source("OSF", osf_project(f"{server.address}/osf/bare"))
    with pytest.raises(FetchError, match=r"OSF: cell 0.mat is not among its files"):
        fetch(tmp_path / "cells", known=KNOWN, sources=[bare], total_seconds=5)
    strange = Source("OSF", osf_project(f"{server.address}/good/cell 0.mat"))
    with pytest.raises(FetchError, match="OSF: its list of files: "):
        fetch(tmp_path / "cells", known=KNOWN, sources=[strange], total_seconds=5)


def test_verification_names_each_kind_of_trouble(server, tmp_path):
    run(server, tmp_path / "cells", "good")
    (tmp_path / "cells" / "cell 1.mat").unlink()
    (tmp_path / "cells" / "cell 2.mat").write_bytes(b"x")
    (tmp_path / "cells" / "mine.mat").write_bytes(b"x")
    (tmp_path / "cells" / "._hidden.mat").write_bytes(b"x")
    report = verify(tmp_path / "cells", known=KNOWN)
    assert not report.ok
    assert (report.missing, report.altered, report.extra) == (
        ("cell 1.mat",),
        ("cell 2.mat",),
        ("mine.mat",),
    )
    assert "4 of 6 files are as published, 1 missing (cell 1.mat)" in report.describe()


def test_two_runs_at_once_end_with_one_good_data_set(server, tmp_path):
    place = tmp_path / "cells"
    errors = []

    def one():
        try:
            run(server, place, "good")
        except RecordingError as error:
            errors.append(error)

    runs = [threading.Thread(target=one) for _ in range(3)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    assert errors == []
    assert contents(place) == CONTENT


def test_a_place_that_cannot_be_written_is_named(server, tmp_path, monkeypatch):
    def denied(self, target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "rename", denied)
    with pytest.raises(RecordingError, match=r"cells cannot be written \(Permission denied\)"):
        run(server, tmp_path / "cells", "good")
