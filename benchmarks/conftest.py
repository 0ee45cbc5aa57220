"""Options and the inputs that several rows share."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="fewer splits, shorter references")
    parser.addoption("--only", action="append", default=[], help="a row, by name")


@pytest.fixture(scope="session")
def quick(request):
    return request.config.getoption("--quick")
