"""Exit 1, with the reason, unless a manifest is fit to be the public book.

The public book shows recorded cells. A run that fell back on the surrogate, or whose figures
failed their check, is a fine thing to look at and no thing to publish.
"""

import json
import sys
from pathlib import Path


def refusals(manifest: dict) -> list[str]:
    """Why this manifest must not be published; empty if it may."""
    reasons = []
    if manifest["evidence"] != "recorded":
        why = manifest["data"]["reason"] or "no reason given"
        reasons.append(f"the run rests on {manifest['evidence']!r}, expected 'recorded': {why}")
    if not any(figure["evidence"] == "recorded" for figure in manifest["figures"]):
        reasons.append("no figure was drawn from the recorded cells")
    reasons += [f"the check failed: {problem}" for problem in manifest["problems"]]
    return reasons


if __name__ == "__main__":
    found = refusals(json.loads(Path(sys.argv[1]).read_text()))
    for reason in found:
        print(f"not published: {reason}", file=sys.stderr)
    sys.exit(bool(found))
