"""Every row of the speed table, ours and the reference as benchmarks of one group."""

import pytest
from cases import case_of

from dopadist.bench.rows import NAMES

_results = {}


def pytest_generate_tests(metafunc):
    """Blocks of ours and reference in turn."""
    quick = metafunc.config.getoption("--quick")
    only = metafunc.config.getoption("--only")
    plan = []
    for name in NAMES:
        if only and name not in only:
            continue
        case = case_of(name, quick)
        for block in range(case.blocks):
            for who in ("ours", "reference"):
                if getattr(case, who) is not None:
                    plan.append(pytest.param(name, who, id=f"{name}-{who}-{block}"))
    metafunc.parametrize(("row", "who"), plan)


def test_speed(benchmark, row, who, quick):
    case = case_of(row, quick)
    benchmark.group = row
    benchmark.extra_info |= {
        "row": row, "who": who, "scale": case.scale, "note": case.note, "words": case.words,
    }  # fmt: skip
    rounds = case.rounds[0 if who == "ours" else 1]
    # Once beforehand, where that is short: code is compiled, caches are warm.
    warm = 1 if who == "ours" or rounds > 1 else 0
    result = benchmark.pedantic(getattr(case, who), rounds=rounds, iterations=1, warmup_rounds=warm)
    if who == "ours":
        _results[row] = result
    elif case.same is not None:
        case.same(_results[row], result)
