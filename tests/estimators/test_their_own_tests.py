"""scikit-learn's own tests of its MLPs, with ours in their place."""

import importlib.util
import subprocess
import sys

import pytest

THEIRS = "sklearn.neural_network.tests.test_mlp"
PRIVATE = ["test_gradient", "test_learning_rate_warmstart", "test_adaptive_learning_rate"]  # they open private parts
PLUGIN = """
import nnplay, sklearn.neural_network
for name in ("MLPClassifier", "MLPRegressor"):
    setattr(sklearn.neural_network, name, getattr(nnplay, name))
"""


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec(THEIRS) is None, reason="this scikit-learn comes without its tests")
def test_they_pass(tmp_path):
    (tmp_path / "ours_in_their_place.py").write_text(PLUGIN)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    left_out = " and ".join(f"not {name}" for name in PRIVATE)
    program = [sys.executable, "-m", "pytest", "-p", "ours_in_their_place", "-q", "--pyargs", THEIRS, "-k", left_out]
    ended = subprocess.run(
        [*program, "-p", "no:cacheprovider", "-W", "ignore"], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-1000:]
    assert " failed" not in ended.stdout
    assert int(ended.stdout.strip().splitlines()[-1].split(" passed")[0].split()[-1]) >= 40
