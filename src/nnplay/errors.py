"""The errors nnplay raises: each carries one clear sentence that says what to do."""


class NNPlayError(ValueError):
    """Bad input or bad usage; its text is one sentence for the user, shown without a traceback by every door."""


class DataError(NNPlayError):
    """A table, column or cell that cannot be used; the sentence names the file, row, column and value."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence if sentence.endswith((".", "?", "!")) else sentence + ".")


class ModelFileError(NNPlayError):
    """A model file that is damaged, too new, or needs a component that is not registered here."""


class StoreError(NNPlayError):
    """A run store that cannot be opened, read or written, or an entry that is not there; the file is as it was."""


class DivergenceError(NNPlayError):
    """The loss of a batch is not finite; the sentence names epoch, layer and learning rate, and what to try."""


class DivergenceWarning(UserWarning):
    """Training met a loss that is not finite and stopped; the best weights so far are kept."""


class DerivativeWarning(UserWarning):
    """A component of the user's own came without a derivative and is differentiated numerically."""


class StoreWarning(UserWarning):
    """A run is not kept, because the store cannot be used; the training itself goes on."""


class DataWarning(UserWarning):
    """Something in the data deserves a look (a constant column, a single class) but training can go on."""
