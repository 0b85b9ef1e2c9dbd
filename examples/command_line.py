"""The original script: train on the five-row study with an architecture from the command line.

python examples/command_line.py HIDDEN_LAYERS HIDDEN_NEURONS EPOCHS LEARNING_RATE
python examples/command_line.py 3 4 25000 1
"""

import sys

import nnplay as nn

USAGE = "usage: python examples/command_line.py HIDDEN_LAYERS HIDDEN_NEURONS EPOCHS LEARNING_RATE"


def main(arguments: list[str]) -> int:
    try:
        layers, neurons, epochs = (int(text) for text in arguments[:3])
        learning_rate = float(arguments[3])
    except (ValueError, IndexError):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        architecture = nn.Architecture.dense([neurons] * layers, activation="sigmoid", output="sigmoid", loss="mse")
        run = nn.train(
            "scores",
            architecture,
            epochs=epochs,
            learning_rate=learning_rate,
            batch_size=None,
            scale="none",
            test_fraction=0,
        )
    except nn.NNPlayError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"layout: {run.architecture}")
    print("target     prediction")
    for target, prediction in zip(run.truth, run.prediction, strict=True):
        print(f"{target:<10.2f} {prediction:.8f}")
    print(f"mean squared error: {run.metrics['train']['mse']:.3e}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
