"""Get files from one source, a few at a time, within a deadline."""

import io
import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import requests
from urllib3.exceptions import NewConnectionError, ReadTimeoutError

from dopadist.recordings.sources import Source
from dopadist.recordings.sums import KnownFile

_N_WORKERS = 4
_CHUNK = 65_536
_LARGEST_LISTING = 10_000_000
_NO_CONNECTION = "no connection"


@dataclass(frozen=True)
class Downloads:
    """One attempt to get files: where to, until when (`time.monotonic`), and which sums."""

    known: Mapping[str, KnownFile]
    folder: Path
    connect_seconds: float
    deadline: float
    total_seconds: float

    def get(
        self, source: Source, names: list[str], report: Callable[[int, str], None]
    ) -> str | None:
        """Download from one source what it has of `names`; returns what went wrong, or None.

        Good files end up in the folder; a file with another sum than expected never does.
        """
        with _quiet_pooch():
            return self._get(source, names, report)

    def _get(
        self, source: Source, names: list[str], report: Callable[[int, str], None]
    ) -> str | None:
        # Daemon threads: one that hangs in a system call must not hold up the end of the run.
        results: queue.Queue[tuple[str, str | None]] = queue.Queue()
        stop = threading.Event()
        threading.Thread(
            target=self._serve, args=(source, names, results, stop), daemon=True
        ).start()
        problems: list[str] = []
        done = 0
        for _ in names:
            try:
                name, problem = results.get(timeout=max(0.0, self.deadline - time.monotonic()))
            except queue.Empty:
                stop.set()
                return f"not finished after {self.total_seconds:g} s"
            if problem is None:
                done += 1
                report(done, name)
            else:
                problems.append(problem)
        # Which file failed first is a matter of chance; the message is not to be.
        return min(problems) if problems else None

    def _serve(
        self,
        source: Source,
        names: list[str],
        results: "queue.Queue[tuple[str, str | None]]",
        stop: threading.Event,
    ) -> None:
        """Put one result per name on the queue, whatever happens."""
        try:
            with requests.Session() as session:
                wanted = {name: self.known[name] for name in names}
                addresses = source.addresses(wanted, lambda url: self._json(session, url))
        except Exception as error:
            for name in names:
                results.put((name, f"its list of files: {_sentence(error)}"))
            return
        work: queue.SimpleQueue[str] = queue.SimpleQueue()
        for name in names:
            if name in addresses:
                work.put(name)
            else:
                results.put((name, f"{name} is not among its files"))
        for _ in range(_N_WORKERS):
            threading.Thread(
                target=self._work, args=(work, addresses, results, stop), daemon=True
            ).start()

    def _work(
        self,
        work: "queue.SimpleQueue[str]",
        addresses: Mapping[str, str],
        results: "queue.Queue[tuple[str, str | None]]",
        stop: threading.Event,
    ) -> None:
        with requests.Session() as session:
            while True:
                try:
                    name = work.get_nowait()
                except queue.Empty:
                    return
                if stop.is_set():
                    results.put((name, _NO_CONNECTION))
                    continue
                try:
                    self._retrieve(session, name, addresses[name])
                except Exception as error:
                    if _unreachable(error):
                        # A host that cannot be reached for one file cannot be for the next 39.
                        stop.set()
                        results.put((name, _NO_CONNECTION))
                    else:
                        results.put((name, f"{name}: {_sentence(error)}"))
                else:
                    results.put((name, None))

    def _retrieve(self, session: requests.Session, name: str, url: str) -> None:
        import pooch

        known = self.known[name]

        def downloader(url: str, output_file: str, _: Any) -> None:
            with open(output_file, "wb") as file:
                self._stream(session, url, file, known.size)

        try:
            pooch.retrieve(
                url, f"sha256:{known.sha256}", name, str(self.folder), downloader=downloader
            )
        except ValueError as error:
            if "hash" not in str(error):
                raise
            raise ValueError(
                "its SHA-256 sum is not the published one: altered or truncated"
            ) from error

    def _stream(self, session: requests.Session, url: str, file: BinaryIO, largest: int) -> None:
        """Write what the address serves, up to one byte more than expected."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"not finished after {self.total_seconds:g} s")
        timeout = (min(self.connect_seconds, left), min(self.connect_seconds, left))
        headers = {"Accept-Encoding": "identity"}
        with session.get(url, stream=True, timeout=timeout, headers=headers) as response:
            response.raise_for_status()
            size = 0
            for chunk in response.iter_content(_CHUNK):
                file.write(chunk)
                size += len(chunk)
                if size > largest:
                    raise OSError(f"more than the expected {largest} bytes came")
                if time.monotonic() > self.deadline:
                    raise TimeoutError(f"not finished after {self.total_seconds:g} s")

    def _json(self, session: requests.Session, url: str) -> Any:
        with io.BytesIO() as file:
            self._stream(session, url, file, _LARGEST_LISTING)
            return json.loads(file.getvalue())


def _unreachable(error: Exception) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _sentence(error: Exception) -> str:
    """What went wrong, in a few words: urllib3 nests whole object representations."""
    if _unreachable(error):
        return _NO_CONNECTION
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code}"
    # Requests wraps a pause in the middle of a file as a ConnectionError.
    cause = error.args[0] if error.args else None
    if isinstance(error, requests.ReadTimeout) or isinstance(cause, ReadTimeoutError):
        return "the server stopped sending"
    if isinstance(error, (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        return "the connection broke off"
    if isinstance(error, (KeyError, TypeError)):
        return "not in the form that was expected"
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    """Pooch announces each file on standard error; the caller shows progress instead."""
    import pooch

    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
