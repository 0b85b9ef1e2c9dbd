"""Errors and warnings of nnplay: each message is one line of plain text that says what to do."""

MAX_LENGTH = 3000  # characters of a message; names in it may be of any length


def clean(value: object, max_length: int = 0) -> str:
    """Text from outside on one line: control characters escaped, cut to `max_length` characters unless that is 0."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value))
    return text if not max_length or len(text) <= max_length else text[: max_length - 1] + "…"


class NNPlayError(ValueError):
    """Base class of all errors: bad input or bad usage. Interfaces print the message without a traceback."""

    def __init__(self, message: object = "") -> None:
        super().__init__(clean(message, MAX_LENGTH))


class DataError(NNPlayError):
    """A table, column or cell that cannot be used; the message names the file, row, column and value."""

    def __init__(self, message: str) -> None:
        super().__init__(message if message.endswith((".", "?", "!")) else message + ".")


class UnreadableColumnError(DataError):
    """A column whose cells are neither numbers, dates nor texts; unless it is asked for, it is left out."""


class ModelFileError(NNPlayError):
    """A model file that is damaged, too new, or needs a component that is not registered."""


class StoreError(NNPlayError):
    """A run store that cannot be opened, read or written, or a run that is not in it; the file is unchanged."""


class DivergenceError(NNPlayError):
    """The loss of a batch is not finite; the message names the epoch, layer and learning rate, and what to try."""


class NNPlayWarning(UserWarning):
    """Base class of all warnings."""

    def __init__(self, message: object = "") -> None:
        super().__init__(clean(message, MAX_LENGTH))


class DivergenceWarning(NNPlayWarning):
    """Training stopped because the loss was not finite; the best weights so far are kept."""


class RestartWarning(NNPlayWarning):
    """Training went nowhere and was begun again."""


class LoggerWarning(NNPlayWarning):
    """A logger failed: training went on, and nothing more was logged there."""


class DerivativeWarning(NNPlayWarning):
    """A custom component has no derivative and is differentiated numerically."""


class StoreWarning(NNPlayWarning):
    """A run is not saved because the store cannot be used; training continues."""


class DataWarning(NNPlayWarning):
    """Something in the data deserves attention, such as a constant column; training continues."""
