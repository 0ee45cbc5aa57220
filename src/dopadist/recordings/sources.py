"""Where the 40 recorded cells are public: one line a source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dopadist.recordings.sums import KnownFile

ReadJson = Callable[[str], Any]
Addresses = Callable[[Mapping[str, KnownFile], ReadJson], Mapping[str, str]]


@dataclass(frozen=True)
class Source:
    """A public copy of the recordings.

    Parameters
    ----------
    name : str
        For messages.
    addresses : callable
        ``addresses(known, read_json) -> {file name: URL}``; may leave out files that the copy
        does not hold. `read_json` gets a URL and returns what it serves.
    """

    name: str
    addresses: Addresses


def folder_of_files(base: str) -> Addresses:
    """Addresses below one folder: the files lie there under their own names.

    Examples
    --------
    >>> addresses = folder_of_files("https://example.org/a b/")
    >>> addresses({"x 1.mat": KnownFile(1, "00")}, lambda url: None)
    {'x 1.mat': 'https://example.org/a%20b/x%201.mat'}
    """
    scheme, rest = base.split("://", 1)
    return lambda known, read_json: {
        name: f"{scheme}://{quote(rest, safe='/:')}{quote(name)}" for name in known
    }


def osf_project(listing: str) -> Addresses:
    """Addresses of whatever files of an OSF project have the sums that are looked for.

    The identifiers of the files are not known beforehand, and names or folders may change. The
    project's public listing gives the SHA-256 of every file, so that is what they are found by.

    Parameters
    ----------
    listing : str
        Address of the listing, ``.../v2/nodes/<project>/files/osfstorage/``.
    """

    def addresses(known: Mapping[str, KnownFile], read_json: ReadJson) -> dict[str, str]:
        wanted = {entry.sha256: name for name, entry in known.items()}
        found: dict[str, str] = {}
        pages, seen = [listing], set()
        while pages and len(found) < len(wanted):
            page = pages.pop()
            if page in seen:
                continue
            seen.add(page)
            answer = read_json(page)
            for item in answer["data"]:
                if item["attributes"]["kind"] == "folder":
                    pages.append(item["relationships"]["files"]["links"]["related"]["href"])
                    continue
                sha256 = item["attributes"]["extra"]["hashes"].get("sha256")
                if sha256 in wanted:
                    found[wanted[sha256]] = item["links"]["download"]
            if answer["links"].get("next"):
                pages.append(answer["links"]["next"])
        return found

    return addresses


#: Tried in this order. A raw-file address at a commit never changes. Of the OSF project only the
#: public listing was known when this was written, and no connection to try it.
SOURCES: tuple[Source, ...] = (
    Source(
        "GitHub, dongjae-kim/efficient-coding-dist-rl",
        folder_of_files(
            "https://raw.githubusercontent.com/dongjae-kim/efficient-coding-dist-rl/"
            "70e198096d6e0709e082ebccd05682a289ec5072/"
            "measured_neurons/dabney_matlab/variable-reward/Light-ID dopamine/"
        ),
    ),
    Source(
        "OSF, project ux5rg",
        osf_project("https://api.osf.io/v2/nodes/ux5rg/files/osfstorage/"),
    ),
)
