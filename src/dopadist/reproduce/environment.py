"""What a kernel's environment is: the run's, never the user's."""

import os
from pathlib import Path

from dopadist.reproduce.data import Data
from dopadist.reproduce.project import Project

# A product or a solution of the same numbers has other last bits with two threads of OpenBLAS
# than with one, and a run with one worker would differ from one with all: so these stay at one.
# The package's own compiled loops give the same with any number.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_OF_THE_USER = (
    "DOPADIST_DATA", "DOPADIST_OFFLINE", "DOPADIST_RUN", "IPYTHONDIR", "JUPYTER_CONFIG_PATH",
    "JUPYTER_PATH", "MPLBACKEND", "PYTHONSTARTUP", "PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS",
)  # fmt: skip


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def environment(project: Project, data: Data, *, threads: int, scratch: Path) -> dict[str, str]:
    """Environment of worker and kernel.

    Parameters
    ----------
    project : Project
        Its sources come first on the path: what is fingerprinted is what is imported.
    data : Data
        The recordings, resolved.
    threads : int
        Threads of the package's compiled loops.
    scratch : Path
        Empty folder with a short path, for what Jupyter and IPython write.

    Returns
    -------
    dict
        For ``subprocess``.
    """
    import matplotlib

    kept = {key: value for key, value in os.environ.items() if key not in _OF_THE_USER}
    path = [str(project.sources), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **kept,
        **dict.fromkeys(ONE_THREAD, "1"),
        "NUMBA_NUM_THREADS": str(threads),
        **{key: value for key, value in data.environment.items() if value},
        "PYTHONPATH": os.pathsep.join(path),
        # Sets and dictionaries of texts in one order, in every run.
        "PYTHONHASHSEED": "0",
        "NUMBA_CACHE_DIR": str(project.build / "cache" / "numba"),
        # matplotlib's own settings, not those of the user.
        "MATPLOTLIBRC": str(Path(matplotlib.get_data_path()) / "matplotlibrc"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "run"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
