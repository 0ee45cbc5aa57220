"""Which recordings a run rests on: resolved once, then handed to every kernel."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dopadist.evidence import Evidence


@dataclass(frozen=True)
class Data:
    """Recordings of a run, or why there are none."""

    evidence: Evidence
    digest: str
    source: str
    reason: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What kernels are told, so that none of them looks for the recordings itself."""

    def as_json(self) -> dict[str, str]:
        """What the manifest says about the recordings."""
        return {"digest": self.digest, "source": self.source, "reason": self.reason}


def resolve() -> Data:
    """Recordings as design.md 5 has it: a named folder, the cache, a download, else a surrogate.

    Raises
    ------
    dopadist.recordings.RecordingError
        If ``DOPADIST_DATA`` names a folder that is missing, incomplete or altered.
    """
    from dopadist.recordings import locate

    located = locate()
    return Data(
        evidence="surrogate" if located.folder is None else "recorded",
        # How a surrogate is made stands in the sources, which the fingerprint holds already.
        digest=located.digest or "surrogate",
        source=located.source,
        reason=located.reason,
        environment=located.environment,
    )
