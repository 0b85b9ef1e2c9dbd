"""The errors and warnings: each carries one clear sentence that says what to do, on one line, and nothing hidden."""

LONGEST = 3000  # characters of a sentence: a name in it may have any length


def clean(value: object, most: int = 0) -> str:
    """Text from outside on one line: control characters written out, and cut at `most` characters if that is set."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value))
    return text if not most or len(text) <= most else text[: most - 1] + "…"


class NNPlayError(ValueError):
    """Bad input or bad usage; its text is one sentence for the user, shown without a traceback by every door."""

    def __init__(self, sentence: object = "") -> None:
        super().__init__(clean(sentence, LONGEST))


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


class NNPlayWarning(UserWarning):
    """Something that deserves a look; its text is one sentence for the user."""

    def __init__(self, sentence: object = "") -> None:
        super().__init__(clean(sentence, LONGEST))


class DivergenceWarning(NNPlayWarning):
    """Training met a loss that is not finite and stopped; the best weights so far are kept."""


class DerivativeWarning(NNPlayWarning):
    """A component of the user's own came without a derivative and is differentiated numerically."""


class StoreWarning(NNPlayWarning):
    """A run is not kept, because the store cannot be used; the training itself goes on."""


class DataWarning(NNPlayWarning):
    """Something in the data deserves a look (a constant column, a single class) but training can go on."""
