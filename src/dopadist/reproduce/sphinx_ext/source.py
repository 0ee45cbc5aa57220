"""Links from the reference to the lines of code in the public repository."""

import inspect
import sys
from pathlib import Path
from typing import Any, ClassVar

from sphinx.application import Sphinx

from dopadist.reproduce.sphinx_ext import site


def register(app: Sphinx) -> None:
    """Let each entry of the reference link to its code, once the repository has an address."""
    root = Path(app.srcdir)
    address = site.repository(root)
    if address:
        # sphinx.ext.linkcode takes a function, which no YAML can hold.
        app.config.linkcode_resolve = lambda _, info: code_address(
            info["module"], info["fullname"], root=root, address=address
        )
        app.setup_extension("sphinx.ext.linkcode")


def code_address(module: str, name: str, *, root: Path, address: str) -> str | None:
    """Address of the lines that define an object.

    Parameters
    ----------
    module, name : str
        Where the object is found, and its name there, dots in it for members of classes.
    root : pathlib.Path
        Folder of the checkout; an object defined elsewhere has no address.
    address : str
        Address of the repository.

    Returns
    -------
    str or None
        ``None`` for what has no lines of its own, such as a constant.
    """
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    if isinstance(found, property):
        found = found.fget
    try:
        found = inspect.unwrap(found)
        path = Path(inspect.getsourcefile(found) or "").resolve()
        lines, first = inspect.getsourcelines(found)
    except (TypeError, OSError):
        return None
    if not path.is_relative_to(root.resolve()):
        return None
    place = path.relative_to(root.resolve()).as_posix()
    tree = "-/blob" if "gitlab" in address else "blob"
    return f"{address}/{tree}/{site.BRANCH}/{place}#L{first}-L{first + len(lines) - 1}"


def share_docstring_template() -> None:
    """Compile numpydoc's template once: it does so for every docstring, an eighth of a build."""
    from numpydoc import docscrape_sphinx

    class Shared(docscrape_sphinx.SandboxedEnvironment):
        compiled: ClassVar[dict[str, Any]] = {}

        def get_template(self, name: str, *more: Any, **options: Any) -> Any:
            if name not in self.compiled:
                self.compiled[name] = super().get_template(name, *more, **options)
            return self.compiled[name]

    docscrape_sphinx.SandboxedEnvironment = Shared
