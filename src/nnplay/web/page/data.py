"""The data: which set, how many points, how noisy, and which share of them is trained on."""

from __future__ import annotations

from typing import Any

from nicegui import ui

from nnplay.architecture import Architecture
from nnplay.web.page.desk import Desk
from nnplay.web.page.fields import choice, slider, words
from nnplay.web.settings import SEED, TOYS, Settings


def build(desk: Desk) -> None:
    """Lay it out."""
    say = desk.say
    with ui.element("section").classes("panel data").props(f'aria-label="{say["data"]}"'):
        words("h2", say["data"])
        tasks = {task: say[task] for task in TOYS}
        choice(
            desk,
            "problem",
            tasks,
            lambda s: s.task,
            lambda value: desk.change(lambda settings: taken_on(settings, value)),
        )
        with ui.element("div").classes("thumbnails").props(f'role=group aria-label="{say["which"]}"'):
            for task, names in TOYS.items():
                for name in names:
                    _thumbnail(desk, name, task)
        slider(desk, "share", (10, 90, 10), lambda s: round(100 - 100 * s.recipe.test_fraction),
               lambda value: desk.set(test_fraction=round(1 - value / 100, 2)), " %")  # fmt: skip
        slider(desk, "noise", (0, 50, 5), lambda s: round(100 * (s.recipe.noise or 0)),
               lambda value: desk.set(noise=value / 100), " %")  # fmt: skip
        slider(desk, "samples", (50, 1000, 50), lambda s: s.recipe.samples or 500,
               lambda value: desk.set(samples=int(value)))  # fmt: skip
        slider(desk, "batch_size", (1, 64, 1), lambda s: s.recipe.batch_size or 64,
               lambda value: desk.set(batch_size=int(value)))  # fmt: skip
        with ui.element("button").props("type=button id=regenerate").classes("plain-button") as again:
            words("span", say["regenerate"])

        async def regenerate(_: Any) -> None:
            await desk.change(lambda s: s.but(data_seed=((s.recipe.data_seed or 0) + 1) % SEED))

        again.on("click", regenerate)


def _thumbnail(desk: Desk, name: str, task: str) -> None:
    picture = ui.element("button").props(f'type=button title="{name}" data-set="{name}" data-task={task}')
    with picture.classes("thumbnail"):
        ui.element("img").props(f'src="/thumbnail/{name}.svg" alt="{name}" width=48 height=48')

    async def take(_: Any) -> None:
        await desk.set(data=name)

    def shown(settings: Settings) -> dict[str, bool]:
        return {"pressed": settings.recipe.data == name, "hidden": settings.task != task}

    picture.on("click", take)
    desk.watch(picture, shown)


def taken_on(settings: Settings, task: str) -> Settings:
    """Another task has its first set, and an output and a loss of its own."""
    return settings.but(data=TOYS[task][0], architecture=Architecture(settings.architecture.layers))
