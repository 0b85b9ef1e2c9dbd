"""The link of an entry: a challenge, the page that its training began with, and what was done on the way."""

import json
from urllib.parse import parse_qsl, quote, urlsplit

from nnplay.errors import NNPlayError
from nnplay.playground.challenges import CHALLENGES, Challenge
from nnplay.playground.replay_log import ReplayEntry
from nnplay.web.link import page_of, query
from nnplay.web.settings import MOST, Settings, is_own

POSED = {challenge.id: challenge for challenge in CHALLENGES}
LONGEST = 20_000  # letters


def posed(name: str) -> Challenge:
    """The challenge of that name.

    Raises:
        NNPlayError: there is none.
    """
    if name not in POSED:
        raise NNPlayError(f"There is no challenge {name[:40]!r}; choose from {', '.join(POSED)}.")
    return POSED[name]


def link_of(entry: ReplayEntry, challenge: Challenge, settings: Settings) -> str:
    """What stands in the link of an entry, from the question mark on.

    Args:
        entry: what was done.
        challenge: for which.
        settings: of the page; those of the entry take their place.

    Raises:
        NNPlayError: data of one's own.
    """
    if is_own(entry.recipe.data):
        raise NNPlayError("An entry must use the data of the challenge; select it again.")
    first = settings.replace(architecture=entry.architecture, **dict(entry.recipe))
    told = quote(json.dumps(entry.to_json(), separators=(",", ":")), safe="{}[],:.")
    return f"?{query(first) or f'data={entry.recipe.data}'}&challenge={challenge.id}&entry={told}"


def entry_in(text: str) -> tuple[Challenge, ReplayEntry, Settings]:
    """What a link says: the challenge, the entry, and the page that it begins with.

    Args:
        text: the whole link, or what stands in it behind the question mark.

    Raises:
        NNPlayError: no link of an entry.
    """
    text = text.strip()[:LONGEST]
    address = urlsplit(text).query if "://" in text else text.lstrip("?")
    asked = dict(parse_qsl(address))
    if not asked.keys() >= {"entry", "challenge"}:
        raise NNPlayError("Not a challenge link; it must contain challenge= and entry=. Copy the whole link.")
    challenge, (page, troubles) = posed(asked["challenge"]), page_of(address)
    if troubles:
        raise NNPlayError(troubles[0])
    if is_own(page.recipe.data):
        raise NNPlayError("An entry must use the data of the challenge, but this one names a file.")
    try:
        plain = json.loads(asked["entry"])
    except (ValueError, RecursionError):
        raise NNPlayError("The entry in this link is incomplete. Copy the whole link.") from None
    entry = ReplayEntry.from_json(page.architecture, page.recipe, plain)
    if entry.epoch > MOST["epochs"]:
        raise NNPlayError(f"An entry has at most {MOST['epochs']:,} epochs, not {entry.epoch:,}.")
    return challenge, entry, page.replace(random_streams=entry.recipe.random_streams)
