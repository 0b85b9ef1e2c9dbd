"""The settings of a recipe: the default of each, its label and its help text, for all interfaces.

They are apart from `Recipe` because the help of the command line needs them without loading anything else.
"""

from typing import Any, NamedTuple


class Setting(NamedTuple):
    """A setting: its default, its label, and its help text."""

    default: Any
    title: str
    description: str


BY_DATA = frozenset({
    "optimizer", "learning_rate", "schedule", "clip", "batch_size", "l2", "epochs", "patience", "validation_fraction",
    "max_restarts", "input_limit",
})  # fmt: skip
"""The settings that the default recipe decides."""

SETTINGS: dict[str, Setting] = {
    "data": Setting(None, "Data", "A built-in set or a file."),
    "target": Setting(None, "Target", "The column to predict, or several; the last column by default."),
    "features": Setting(None, "Features", "The columns to predict from, and expressions such as x1^2; all by default."),
    "exclude": Setting(None, "Exclude", "Columns not to use, such as identifiers."),
    "columns": Setting(
        None,
        "Column types",
        "How a column is read: zip:category, grade:ordered=low<mid<high, when:date=%d/%m/%Y, age:missing=-999; "
        "the kinds are number, category, boolean and date. A category's encoding is city:one-hot or city:target "
        "(the mean target of each level); by default target for more than 20 levels.",
    ),
    "task": Setting(None, "Task", "Classification or regression; inferred from the target by default."),
    "missing": Setting(
        "impute",
        "Missing values",
        "Impute missing values with the mean and add an input that marks them, drop their rows, or refuse.",
    ),
    "unknown": Setting(
        "warn",
        "Unknown categories",
        "What to do with a category in new rows that no training row has: go on with a warning, or refuse.",
    ),
    "sheet": Setting(None, "Sheet", "The sheet of an Excel workbook, by name or by number from 0."),
    "header": Setting(
        None, "Header", "Whether the first line of a text table or sheet holds the column names; detected by default."
    ),
    "sample_weight": Setting(
        None,
        "Sample weight",
        "The column with the weight of each row in the loss and in the metrics; it is no feature.",
    ),
    "out_of_core": Setting(
        None, "Out of core", "Read the file in batches while training, in bounded memory; from 500 MB on by default."
    ),
    "noise": Setting(None, "Noise", "Noise of a toy set, from 0 to 1."),
    "samples": Setting(None, "Samples", "Number of points (toy sets only)."),
    "data_seed": Setting(None, "Data seed", "Seed of a toy set; the same seed gives the same points."),
    "split": Setting(
        None,
        "Split",
        "How rows are split: random, stratified, time:COLUMN (the latest rows test), group:COLUMN (no group is in"
        " two splits), or a column that says train, validation or test; stratified for classes by default, else "
        "random.",
    ),
    "test_data": Setting(None, "Test data", "A file with the test rows, which has the columns of the data."),
    "validation_data": Setting(
        None, "Validation data", "A file with the validation rows, which has the columns of the data."
    ),
    "test_fraction": Setting(0.2, "Test fraction", "Fraction of the rows held out as the test split."),
    "validation_fraction": Setting(
        None,
        "Validation fraction",
        "Fraction of the rows held out to monitor training; 0.15 by default with early stopping.",
    ),
    "scale": Setting(
        "standard",
        "Scaling",
        "Scale numbers to mean 0 and deviation 1, to 0…1, or not at all; learned on the training rows.",
    ),
    "input_limit": Setting(
        None,
        "Input limit",
        "Numbers more than this many standard deviations from the mean are set to that many, with standard scaling.",
    ),
    "class_weight": Setting(None, "Class weights", "'balanced', or a weight for each class; equal by default."),
    "epochs": Setting(200, "Epochs", "Passes over the training rows."),
    "batch_size": Setting(
        32, "Batch size", "Rows per gradient step. All rows: full on the command line, None in Python."
    ),
    "optimizer": Setting("momentum", "Optimizer", "The update rule, by its name in the catalog."),
    "learning_rate": Setting(0.02, "Learning rate", "The step size η."),
    "momentum": Setting(None, "Momentum", "The momentum μ, for sgd, momentum and nesterov."),
    "schedule": Setting("constant", "Learning rate schedule", "How the learning rate changes over time."),
    "schedule_epochs": Setting(
        None, "Schedule length", "Epochs over which the schedule runs; as many as are trained by default."
    ),
    "l1": Setting(0.0, "L1 penalty", "L1 penalty strength: adds l1·Σ|W| to the loss. Biases are not penalized."),
    "l2": Setting(0.0, "L2 penalty", "L2 penalty strength: adds (l2/2)·Σ‖W‖² to the loss. Biases are not penalized."),
    "penalties": Setting(None, "Other penalties", "Further penalties of the catalog with their strengths."),
    "weight_decay": Setting(
        None,
        "Weight decay",
        "Decoupled weight decay λ, w ← w − ηλw; the optimizer's own by default (0 except for adamw).",
    ),
    "clip": Setting(None, "Maximum gradient norm", "Maximum gradient norm; longer gradients are scaled down to it."),
    "patience": Setting(
        None,
        "Early stopping",
        "Stop after this many epochs without a better monitored loss, and keep the best weights.",
    ),
    "max_restarts": Setting(
        0,
        "Maximum restarts",
        "Begin again at most this many times, with other first weights and a third of the learning rate, when "
        "training goes nowhere.",
    ),
    "restarts": Setting(
        0, "Restarts", "How many times training was begun again; each number gives other first weights."
    ),
    "initializer": Setting(
        None, "Initializer", "How the first weights are drawn; what suits each activation by default."
    ),
    "dtype": Setting("float32", "Precision", "The type of all numbers."),
    "shuffle": Setting(True, "Shuffle", "Draw a new order of the training rows for each epoch."),
    "seed": Setting(0, "Seed", "Decides the split, the first weights, the row order and dropout."),
    "random_streams": Setting(
        "separate",
        "Random streams",
        "Whether the split and the first weights draw separate random numbers from the seed, or share them as in "
        "earlier versions.",
    ),
}
