"""What an address hides of the page, for a lesson that needs little of it: `?hide=data,time`."""

from urllib.parse import parse_qsl

TABS = ("lessons", "columns", "training", "results", "inside", "doctor", "compare", "runs", "ask", "numbers", "figures",
        "again")  # fmt: skip
FIELDS = ("rate", "activation", "optimizer", "regularization", "strength", "speed", "problem", "set", "share", "noise",
          "samples", "batch_size", "show_tests", "decide")  # fmt: skip
PLACES = {
    "data": ".panel.data", "output": ".panel.output", "settings": ".bar .settings",
    "buttons": ".transport .icon-button", "manners": ".manners",
    "tabs": ".strip, .more", "sets": ".thumbnails", "own": ".own", "regenerate": "#regenerate",
    "layers": ".net-head > .round, .column-head .round, .head-button", "zoom": ".zooms", "measures": ".measures",
    "hints": ".desk .hint", "losses": ".curves .numbers", "curves": ".curves canvas", "time": ".time",
    "surface": ".surface", "points": ".hand", "axes": ".axes", "weights": ".editor:not(.layer-card)",
    **{name: f':is(.field, .toggle):has([name="{name}"])' for name in FIELDS},
    **{name: f".strip .tab-{name}" for name in TABS},
}  # fmt: skip


def hidden(text: str) -> tuple[tuple[str, ...], list[str]]:
    """The names of what a query hides, and a sentence for each that there is not.

    Args:
        text: what stands behind the question mark.
    """
    asked = dict(parse_qsl(text)).get("hide", "").split(",")
    names = tuple(dict.fromkeys(name.strip() for name in asked if name.strip()))
    known = ", ".join(PLACES)
    troubles = [
        f"A page can hide {known}, not {name[:40]!r}: choose among them." for name in names if name not in PLACES
    ]
    return tuple(name for name in names if name in PLACES), troubles


def rules(names: tuple[str, ...]) -> str:
    """The rules of style that hide them; what is not displayed is not reached by the keyboard either."""
    return f"{', '.join(PLACES[name] for name in names)} {{ display: none !important; }}" if names else ""
