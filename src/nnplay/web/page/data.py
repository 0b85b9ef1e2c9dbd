"""The data: which set, how many points, how noisy, and which share of them is trained on."""

from typing import Any

from nicegui import ui

from nnplay.data import builtin_names
from nnplay.data.readers.file import SUPPORTED_SUFFIXES
from nnplay.web.own import MOST_BYTES
from nnplay.web.page.fields import choice, slider, words
from nnplay.web.page.part import Part
from nnplay.web.page.playground_page import PlaygroundPage
from nnplay.web.settings import FIRST, SEED, TOYS, Settings, known, onto

SETS = [name for name in builtin_names() if name not in known()]


def build(page: PlaygroundPage) -> None:
    """Lay it out."""
    say = page.say
    with ui.element("section").classes("panel data").props(f'aria-label="{say["data"]}"'):
        words("h2", say["data"])
        tasks = {name: say[name] for name in TOYS}
        choice(page, "problem", tasks, lambda s: task(page, s),
               lambda value: page.change(lambda settings: taken_on(settings, value)))  # fmt: skip
        with ui.element("div").classes("thumbnails").props(f'role=group aria-label="{say["which"]}"'):
            for of, names in TOYS.items():
                for name in names:
                    _thumbnail(page, name, of)
        choice(page, "set", {"": "–"} | {name: name for name in SETS}, other,
               lambda name: page.change(lambda settings: onto(settings, name or FIRST.recipe.data or "")))  # fmt: skip
        _own(page)
        slider(page, "share", (10, 90, 10), lambda s: round(100 - 100 * s.recipe.test_fraction),
               lambda value: page.set(test_fraction=round(1 - value / 100, 2)), " %")  # fmt: skip
        slider(page, "batch_size", (1, 64, 1), lambda s: s.recipe.batch_size or 64,
               lambda value: page.set(batch_size=int(value)))  # fmt: skip
        with ui.element("div").classes("of-toys") as toys:
            _of_toys(page)
        page.watch(toys, lambda s: {"hidden": s.recipe.data not in known()})


def other(settings: Settings) -> str:
    """The set, where it has no thumbnail."""
    return "" if settings.recipe.data in known() else settings.recipe.data or ""


def _own(page: PlaygroundPage) -> None:
    """Your own data: a file chosen or dropped anywhere on the page, or pasted rows."""

    async def asked(what: Any) -> None:
        match what:
            case {"do": "take", "name": str(name)}:
                await page.do(lambda: page.visitor.take(name))
                page.address()
                page.open("columns")

    options = page.options | {"endings": SUPPORTED_SUFFIXES, "most": MOST_BYTES}
    Part("own", options, asked).classes("own")


def _of_toys(page: PlaygroundPage) -> None:
    slider(page, "noise", (0, 50, 5), lambda s: round(100 * (s.recipe.noise or 0)),
           lambda value: page.set(noise=value / 100), " %")  # fmt: skip
    slider(page, "samples", (50, 1000, 50), lambda s: s.recipe.samples or 500,
           lambda value: page.set(samples=int(value)))  # fmt: skip
    with ui.element("button").props("type=button id=regenerate").classes("plain-button") as again:
        words("span", page.say["regenerate"])

    async def regenerate(_: Any) -> None:
        await page.change(lambda s: s.replace(data_seed=((s.recipe.data_seed or 0) + 1) % SEED))

    again.on("click", regenerate)


def task(page: PlaygroundPage, settings: Settings) -> str:
    """What the network is asked for; of other sets than toys the bench knows."""
    if settings.recipe.data in known() or not page.visitor.ready:
        return settings.task
    return page.visitor.session.dataset.task


def _thumbnail(page: PlaygroundPage, name: str, of: str) -> None:
    picture = ui.element("button").props(f'type=button title="{name}" data-set="{name}" data-task={of}')
    with picture.classes("thumbnail"):
        ui.element("img").props(f'src="/thumbnail/{name}.svg" alt="{name}" width=48 height=48')

    async def take(_: Any) -> None:
        await page.change(lambda settings: onto(settings, name))

    def shown(settings: Settings) -> dict[str, bool]:
        return {"pressed": settings.recipe.data == name, "hidden": task(page, settings) != of}

    picture.on("click", take)
    page.watch(picture, shown)


def taken_on(settings: Settings, wanted: str) -> Settings:
    """Another task has its first set, and an output and a loss of its own."""
    return onto(settings, TOYS[wanted][0])
