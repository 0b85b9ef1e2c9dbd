"""Hundreds of random text tables: nnplay finds the cells that pandas and DuckDB find."""

import pytest
from random_tables import differences, random_table

from nnplay.data.number_format import FORMATS


@pytest.mark.slow
@pytest.mark.parametrize("fast", [False, True], ids=["careful", "fast"])
def test_random_tables_are_read_as_pandas_and_duckdb_read_them(tmp_path, fast):
    found = {seed: differences(seed, tmp_path, fast=fast) for seed in range(150)}
    assert {seed: problems for seed, problems in found.items() if problems} == {}


@pytest.mark.slow
def test_a_difference_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("nnplay.data.readers.dialect.has_decimal_commas", lambda text, delimiter: False)
    monkeypatch.setattr("nnplay.data.number_format.FORMATS", FORMATS[:1])
    seeds = [seed for seed in range(60) if random_table(seed).decimal == "," and "decimal" in random_table(seed).kinds]
    assert all(differences(seed, tmp_path, fast=False) for seed in seeds)
    assert seeds
