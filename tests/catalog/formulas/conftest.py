"""Restore the catalogue after each test."""

import pytest
from catalogue_restored import catalogue_restored


@pytest.fixture(autouse=True)
def as_before():
    with catalogue_restored():
        yield
