"""Build a network, train it, look at it, ask it something new. Edit the numbers and run it again.

python examples/quickstart.py
"""

import math
from pathlib import Path

import nnplay as nn

# ── what to learn from ──────────────────────────────────────────────────────────────────────────────────────────────
# The original study: hours of sleep and of study, and the score that came of them. Any other data are as near:
#   data = nn.load("iris")
#   data = nn.load("houses.csv", target="price", features=["rooms", "age"])
data = nn.load("scores")

# ── the network and its training: everything to play with ───────────────────────────────────────────────────────────
LAYERS = 3
NEURONS = 4
ACTIVATION = "sigmoid"  # `nnplay catalog activations` lists 30 of them; "swish1", defined below, is another
EPOCHS = 25_000
LEARNING_RATE = 1.0


# An activation of your own: a function of one number, and its derivative (without it, nnplay differentiates by itself).
@nn.activation("swish1", formula="z·σ(z)", derivative_formula="a + σ(z)(1 − a)", source="arXiv:1710.05941")
def swish1(z):
    return z / (1 + math.exp(-z))


@swish1.derivative
def _(z, a):
    return a + (1 - a) / (1 + math.exp(-z))


def main() -> None:
    architecture = nn.Architecture.dense([NEURONS] * LAYERS, activation=ACTIVATION, output="sigmoid", loss="mse")
    run = nn.train(
        data,
        architecture,
        epochs=EPOCHS,
        learning_rate=LEARNING_RATE,
        optimizer="momentum",
        batch_size=5,
        scale="none",
        test_fraction=0,
        seed=0,
    )

    print(run)
    print(f"mean squared error: {run.metrics['train']['mse']:.2e}\n")

    print("predicted beside the target:")
    for target, predicted in zip(run.truth, run.prediction, strict=True):
        print(f"  {target:.2f}  {predicted:.6f}")

    # ── novel inputs ────────────────────────────────────────────────────────────────────────────────────────────────
    novel = [{"hours_sleep": 8, "hours_study": 3}, {"hours_sleep": 2, "hours_study": 2}]
    print("\nwhat it says of days it has not seen:")
    for row, score in zip(novel, run.predict(novel), strict=True):
        print(f"  {row} → {score:.3f}")

    # ── every number is open to view ────────────────────────────────────────────────────────────────────────────────
    print("\nthe weights of the first layer, W[0] (inputs, neurons), and its biases b[0]:")
    print(run.parameters.W[0], run.parameters.b[0], sep="\n")

    # ── another network on other data, with the activation from above ───────────────────────────────────────────────
    iris = nn.train("iris", nn.Architecture.dense((8, 8), activation="swish1"), epochs=100, seed=0)
    print(f"\niris with swish1: {iris.metrics['test']['accuracy']:.1%} of the test rows right")

    folder = Path("pictures")
    folder.mkdir(exist_ok=True)
    iris.plot().savefig(folder / "iris.png")
    iris.save(folder / "iris.nnplay")
    print(f"see {folder}/iris.png; load the run again with nn.load_run('{folder}/iris.nnplay')")


if __name__ == "__main__":
    main()
