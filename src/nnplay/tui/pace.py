"""The pace: how many seconds a whole run takes while you watch it."""

SecondsPerRun = float | None  # None is full speed

PACES: tuple[SecondsPerRun, ...] = (60.0, 20.0, 5.0, 1.0, None)
DEFAULT_PACE = 5.0
MAX_RATE = 1000.0  # epochs per second, unless at full speed


def changed(pace: SecondsPerRun, direction: int) -> SecondsPerRun:
    """The next faster pace (1) or slower one (-1)."""
    return PACES[min(max(PACES.index(pace) + direction, 0), len(PACES) - 1)]


def epochs_per_second(pace: SecondsPerRun, epochs: int) -> float | None:
    """The rate of a run of so many epochs; None is unlimited."""
    return None if pace is None else min(epochs / pace, MAX_RATE)


def rate_text(pace: SecondsPerRun, epochs: int) -> str:
    """The rate in words."""
    rate = epochs_per_second(pace, epochs)
    return "full speed" if rate is None else f"{rate:,.3g} epochs/s"


def description(pace: SecondsPerRun, epochs: int) -> str:
    """The rate, and how long a whole run takes."""
    duration = "" if pace is None else f", a whole run in about {pace:g} s"
    return f"Pace: {rate_text(pace, epochs)}{duration}."
