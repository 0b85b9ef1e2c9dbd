import re
from pathlib import Path
from typing import get_args

import pytest

import nnplay.web
from nnplay.data.columns import Kind
from nnplay.data.dataset import MissingPolicy
from nnplay.doctor.findings import ORDER
from nnplay.web import schema
from nnplay.web.aside import FAIR
from nnplay.web.page.columns import ROLES
from nnplay.web.page.doctor import VERDICTS
from nnplay.web.page.figures import KINDS
from nnplay.web.page.more import TABS
from nnplay.web.replay import STATES
from nnplay.web.texts import TEXTS, language_of

HOME = Path(nnplay.web.__file__).parent
SOURCES = "\n".join(path.read_text("utf-8") for path in [*HOME.rglob("*.py"), *HOME.rglob("*.js")])


def test_every_language_says_everything():
    english = TEXTS["en"]
    for name, texts in TEXTS.items():
        assert texts.keys() == english.keys(), name
        assert all(text.strip() for text in texts.values()), name


def asked_for():
    """The texts that the forms ask for."""

    class Asked(dict):
        def __missing__(self, key):
            taken.add(tuple(key.split("_", 1)))
            return key

    taken = set()
    schema.of_layer(Asked())
    schema.of_training(Asked())
    return taken


def test_every_text_is_used_and_every_used_one_is_there():
    used = set(re.findall(r"say\.(\w+)", SOURCES)) | set(
        re.findall(r"""(?:say|TEXTS\[\w+\])\[["'](\w+)["']\]""", SOURCES)
    )
    fields = set(re.findall(r"""(?:choice|slider|toggle|button)\(\s*page,\s*"(\w+)\"""", SOURCES))
    chosen = {"train", "validation", "test", "accuracy", "r2", "classification", "regression"}  # by what is there
    chosen |= {f"role_{role}" for role in ROLES} | {f"kind_{kind}" for kind in (*get_args(Kind), "empty")}
    chosen |= {f"missing_{policy}" for policy in get_args(MissingPolicy)}
    chosen |= {f"fair_{way}" for way in FAIR} | {"verdict_best", "verdict_worse", "verdict_not_significant"}
    chosen |= {f"figure_{kind}" for kind in KINDS}
    chosen |= {f"severity_{name}" for name in ORDER} | {f"tried_{name}" for name in VERDICTS.values()}
    chosen |= {f"replay_{state}" for state in STATES}
    tabs = {tab.name for tab in TABS}
    told = {f"{kind}_{name}" for kind, name in asked_for()}
    assert used | fields | chosen | tabs | told == set(TEXTS["en"])


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        (None, "", "en"),
        ("de", "en", "de"),
        ("xx", "de-AT,de;q=0.9", "de"),
        (None, "fr, de;q=0.5", "de"),
        ("en", "de", "en"),
    ],
)
def test_the_address_and_then_the_browser_choose_the_language(asked, accepted, language):
    assert language_of(asked, accepted) == language
