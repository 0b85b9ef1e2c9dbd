"""Entries of challenges as links: a challenge, the settings at the start, and what was done on the way."""

import json
from urllib.parse import quote

from nnplay.errors import NNPlayError
from nnplay.playground.challenges import Challenge, challenge_of
from nnplay.playground.link import LIMITS, PageSettings, query_of, read_link, short_query, to_query
from nnplay.playground.replay_log import COPY_LINK, ReplayEntry


def entry_link(entry: ReplayEntry, challenge: Challenge, page: PageSettings) -> str:
    """The query of an entry's link, from the question mark on.

    Args:
        entry: what was done.
        challenge: for which.
        page: the settings that the training began with.
    """
    record = quote(json.dumps(entry.to_json(), separators=(",", ":")), safe="{}[],:.")
    return f"?{short_query(f'{to_query(page)}&challenge={challenge.id}&entry={record}')}"


def read_entry_link(link: str) -> tuple[Challenge, ReplayEntry]:
    """The challenge and the entry of a link.

    Args:
        link: the whole link, or its query.

    Raises:
        NNPlayError: not the link of an entry.
    """
    page, troubles = read_link(query_of(link))
    if not page.guide.keys() >= {"entry", "challenge"}:
        raise NNPlayError(f"Not a challenge link; it must contain challenge= and entry=. {COPY_LINK}")
    challenge = challenge_of(page.guide["challenge"])
    if troubles:
        raise troubles[0]
    if page.points is not None:
        raise NNPlayError("An entry must use the data of the challenge, but this one has drawn points.")
    try:
        plain = json.loads(page.guide["entry"])
    except (ValueError, RecursionError):
        raise NNPlayError(f"The entry in this link is incomplete. {COPY_LINK}") from None
    _, architecture, recipe = page.problem()
    entry = ReplayEntry.from_json(architecture, recipe, plain)
    if entry.epoch > LIMITS["epochs"]:
        raise NNPlayError(f"An entry has at most {LIMITS['epochs']:,} epochs, not {entry.epoch:,}.")
    return challenge, entry
