"""Schedules: η at known times, beside optax's and PyTorch's formulas written out."""

from __future__ import annotations

import numpy as np
import optax
import pytest
from oracle import FEEDBACK_SCHEDULES, SCHEDULES, torch_plateau

from nnplay.catalog import schedules

ETA = 0.4
TIMES = np.linspace(0, 100, 201)


def values(spec, T=100.0, times=TIMES):
    entry, constants = schedules.resolve(spec)
    return np.array([entry(t, T, ETA, **constants) for t in times])


def close(own, expected):
    np.testing.assert_allclose(own, expected, rtol=1e-4, atol=1e-7)  # optax computes in float32


def test_every_schedule_has_a_rule_to_be_compared_with():
    assert {spec.split("(")[0] for spec in SCHEDULES} == {n for n, entry in schedules.items() if not entry.feedback}
    assert set(FEEDBACK_SCHEDULES) == {name for name, entry in schedules.items() if entry.feedback}


@pytest.mark.parametrize("spec", SCHEDULES)
def test_every_schedule_is_the_independent_one(spec):
    epochs = np.arange(0, 101)
    close(values(spec, times=epochs), [SCHEDULES[spec](t, 100, ETA) for t in epochs])


@pytest.mark.parametrize("name", [spec for spec in SCHEDULES if spec in schedules])
@pytest.mark.parametrize("T", [1.0, 7.0, 1000.0])
def test_every_rate_is_finite_positive_and_at_most_the_learning_rate(name, T):
    rates = values(name, T, np.linspace(0, T, 501)[:-1])
    assert np.isfinite(rates).all()
    assert (rates > 0).all()
    assert (rates <= ETA * (1 + 1e-12)).all()


def test_constant_stays():
    assert (values("constant") == ETA).all()


def test_step_falls_at_whole_multiples_of_its_length():
    assert values("step", times=[0, 29.99, 30, 60]) == pytest.approx([ETA, ETA, ETA / 10, ETA / 100])


def test_inverse_scaling_falls_as_a_power_of_time():
    assert values("inverse_scaling", times=[0, 3, 99]) == pytest.approx([ETA, ETA / 2, ETA / 10])
    assert values("inverse_scaling(1)", times=[0, 3, 99]) == pytest.approx([ETA, ETA / 4, ETA / 100])


def test_cosine_without_restarts_falls_to_its_floor_and_stays():
    assert values("cosine", times=[0, 50, 100, 150]) == pytest.approx([ETA, ETA / 2, 0, 0])


def test_cosine_restarts_with_cycles_of_growing_length_as_in_sgdr():
    cycles = [{"init_value": ETA, "peak_value": ETA, "warmup_steps": 0, "decay_steps": n} for n in (10, 20, 40, 80)]
    rule = optax.sgdr_schedule(cycles)
    whole = np.arange(0, 101)
    close(values("cosine(10, 2)", times=whole), [rule(t) for t in whole])
    assert values("cosine(10)", times=[0, 5, 10, 15, 20]) == pytest.approx([ETA, ETA / 2, ETA, ETA / 2, ETA])


def test_one_cycle_rises_and_falls():
    assert values("one_cycle", times=[0, 30, 100]) == pytest.approx([ETA / 25, ETA, ETA / 25e4])


def test_warm_up_rises_in_a_straight_line_to_the_learning_rate_and_stays():
    rates = values("warm_up(10)", times=np.arange(0, 21))
    assert 0 < rates[0] < ETA / 100
    np.testing.assert_allclose(np.diff(rates[:11]), np.diff(rates)[0], rtol=1e-9)
    assert (rates[10:] == ETA).all()
    assert values("warm_up", times=[5])[0] == ETA


def plateau(spec, losses, eta=1.0):
    entry, constants = schedules.resolve(spec)
    stream = entry(eta, **constants)
    return [next(stream), *(stream.send(loss) for loss in losses)]


def test_reduce_on_plateau_does_as_pytorch_does():
    rng = np.random.default_rng(0)
    losses = np.concatenate([np.linspace(2, 1, 20), np.full(30, 1.0), 1 - rng.uniform(0, 0.01, 30), np.full(40, 0.5)])
    for factor, patience in ((0.1, 10), (0.5, 2), (0.9, 0)):
        own = plateau(f"reduce_on_plateau({factor}, {patience})", losses)
        assert own == pytest.approx(torch_plateau(losses, factor=factor, patience=patience), rel=1e-12)


def test_reduce_on_plateau_keeps_the_rate_while_the_loss_falls_and_stops_at_the_smallest():
    assert plateau("reduce_on_plateau", np.linspace(10, 1, 50)) == [1.0] * 51
    rates = plateau("reduce_on_plateau(0.1, 0, smallest=0.02)", [1.0] * 6)
    assert rates == pytest.approx([1.0, 1.0, 0.1, 0.02, 0.02, 0.02, 0.02])


def test_reduce_on_plateau_understands_negative_losses():
    assert plateau("reduce_on_plateau(0.1, 2)", [-5.0] * 4) == pytest.approx([1.0] * 4 + [0.1])
    assert plateau("reduce_on_plateau(0.1, 2)", np.linspace(5, -5, 40)) == [1.0] * 41
