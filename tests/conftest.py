"""What holds for all tests."""

import pytest

SLOW = 600.0
"""Seconds for a test that takes minutes on an idle machine, where it names no bound of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW))
