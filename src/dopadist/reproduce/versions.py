"""Whether the installed versions are the lock's: only there are plotted arrays judged."""

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.markers import Marker

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+))?"
)


def differences(lock: Path) -> list[str]:
    """Packages whose installed version is not the lock's, as ``name installed (lock says x)``.

    Entries whose marker does not hold here (another Python, another system) are passed over.
    """
    found = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        match = _PIN.match(line)
        if match is None:
            continue
        installed = _installed(match["name"])
        if installed == match["version"]:
            continue
        if match["marker"] is not None and not Marker(match["marker"].strip()).evaluate():
            continue
        found.append(f"{match['name']} {installed or 'absent'} (lock says {match['version']})")
    return found


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
