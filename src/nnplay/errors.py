"""Errors and warnings of nnplay: each message is one line of plain text that says what to do."""

MAX_LENGTH = 3000  # characters of a message; names in it may be of any length


def clean(value: object, max_length: int = 0) -> str:
    """Text from outside on one line: control characters escaped, cut to `max_length` characters unless that is 0."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value))
    return text if not max_length or len(text) <= max_length else text[: max_length - 1] + "…"


class NNPlayError(ValueError):
    """Base class of all errors: bad input or bad usage. Interfaces print the message without a traceback.

    >>> import nnplay as nn
    >>> nn.train("iris", (8,), learning_rate=-1)
    Traceback (most recent call last):
        ...
    nnplay.errors.NNPlayError: learning_rate must be greater than 0, not -1.
    """

    def __init__(self, message: object = "") -> None:
        super().__init__(clean(message, MAX_LENGTH))


class DataError(NNPlayError):
    """A table, column or cell that cannot be used; the message names the file, row, column and value.

    >>> import nnplay as nn
    >>> nn.load({"x": [1, 2], "y": [3, 4]}, target="z")
    Traceback (most recent call last):
        ...
    nnplay.errors.DataError: the table has no column 'z' to use as the target; the columns are x, y.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message if message.endswith((".", "?", "!")) else message + ".")


class UnreadableColumnError(DataError):
    """A column whose cells are neither numbers, dates nor texts; unless it is asked for, it is left out."""


class ChangedDataError(DataError):
    """A dataset whose array was changed after it was made, so that it has other numbers now."""


class ModelFileError(NNPlayError):
    """A model file that is damaged, too new, or needs a component that is not registered.

    >>> import nnplay as nn
    >>> nn.load_run("no_such_file.nnplay")
    Traceback (most recent call last):
        ...
    nnplay.errors.ModelFileError: 'no_such_file.nnplay' could not be read: No such file or directory.
    """


class StoreError(NNPlayError):
    """A run store that cannot be opened, read or written, or a run that is not in it; the file is unchanged.

    >>> import nnplay as nn
    >>> nn.Store("runs.sqlite").get("no such run")
    Traceback (most recent call last):
        ...
    nnplay.errors.StoreError: There is no run 'no such run': `nnplay runs list` lists them.
    """


class DivergenceError(NNPlayError):
    """The loss of a batch is not finite; the message names the epoch, layer and learning rate, and what to try.

    >>> import nnplay as nn
    >>> for snapshot in nn.training("iris", (8,), optimizer="sgd", learning_rate=1e9):
    ...     pass
    Traceback (most recent call last):
        ...
    nnplay.errors.DivergenceError: The loss stopped being finite in epoch 1 at the learning rate 1e+09 …
    """


class NNPlayWarning(UserWarning):
    """Base class of all warnings."""

    def __init__(self, message: object = "") -> None:
        super().__init__(clean(message, MAX_LENGTH))


class DivergenceWarning(NNPlayWarning):
    """Training stopped because the loss was not finite; the best weights so far are kept.

    >>> import warnings
    >>> import nnplay as nn
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     run = nn.train("iris", (8,), optimizer="sgd", learning_rate=1e9)
    >>> caught[0].category.__name__, run.status
    ('DivergenceWarning', 'diverged')
    """


class RestartWarning(NNPlayWarning):
    """Training went nowhere and was begun again.

    >>> import warnings
    >>> import nnplay as nn
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", nn.RestartWarning)  # an error instead of a second attempt
    ...     run = nn.train("iris", (8,), epochs=20)
    >>> run.status
    'finished'
    """


class LoggerWarning(NNPlayWarning):
    """A logger failed; training continues, and nothing more is logged there.

    >>> import warnings
    >>> import nnplay as nn
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", nn.LoggerWarning)  # an error instead of a run that is not logged
    ...     run = nn.train("iris", (8,), epochs=20, log="tensorboard:runs")
    >>> run.status
    'finished'
    """


class DerivativeWarning(NNPlayWarning):
    """A custom component has no derivative and is differentiated numerically.

    >>> import warnings
    >>> import nnplay as nn
    >>> @nn.activation("cube_demo", formula="z³", source="an example")
    ... def cube_demo(z):
    ...     return z * z * z
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     run = nn.train("iris", nn.Architecture.dense((4,), "cube_demo"), epochs=2, learning_rate=0.001)
    >>> caught[0].category.__name__
    'DerivativeWarning'
    """


class StoreWarning(NNPlayWarning):
    """A run is not saved because the store cannot be used; training continues.

    >>> import warnings
    >>> import nnplay as nn
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", nn.StoreWarning)  # an error instead of a run that is not saved
    ...     run = nn.train("iris", (8,), epochs=20, store=nn.Store("runs.sqlite"))
    >>> run.status
    'finished'
    """


class DataWarning(NNPlayWarning):
    """Something in the data deserves attention, such as a constant column; training continues.

    >>> import warnings
    >>> import nnplay as nn
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     run = nn.train({"island": ["Dream", "Biscoe"] * 20, "mass": [3.7, 5.1] * 20}, (4,), epochs=2)
    ...     prediction = run.predict({"island": "Elba"})
    >>> caught[0].category.__name__
    'DataWarning'
    """
