"""What all panels of a page share, and how what a visitor does becomes what is trained."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from nicegui import run, ui

from nnplay.errors import NNPlayError
from nnplay.web.guide import Guide
from nnplay.web.link import query
from nnplay.web.settings import Settings
from nnplay.web.texts import TEXTS
from nnplay.web.visitor import Visitor

MOST_WAITING = 40  # things that are asked for before the first of them is done


class PlaygroundPage:
    """One page.

    Args:
        visitor: whose bench it shows.
        language: what it speaks.
        name: of the visitor's wire, which nobody else knows.
        local: whether the page is for who sits at the machine that runs nnplay.
        hide: names of what is not shown.

    Attributes:
        say: the texts of the language.
        guide: what leads the visitor.
        looked_at: layer and place of the neuron whose equation is wanted, and of the input of its weight, if any.
    """

    def __init__(
        self, visitor: Visitor, language: str, name: str, *, local: bool = False, hide: tuple[str, ...] = ()
    ) -> None:
        self.local, self.hide = local, hide
        self.visitor, self.language, self.name = visitor, language, name
        self.say, self.guide = TEXTS[language], Guide(visitor, language)
        self.looked_at: list[int | None] | None = None
        self._turn, self._waiting = asyncio.Lock(), 0
        self.tabs: Any = None
        self.show_guide: Callable[[], Any] = lambda: None
        self._fields: list[tuple[ui.element, Callable[[Settings], Any]]] = []

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return self.visitor.settings

    @property
    def options(self) -> dict[str, Any]:
        """What every part in the browser is told."""
        return {"wire": f"/wire/{self.name}", "own": f"/own/{self.name}", "say": self.say, "language": self.language}

    def watch(self, field: ui.element, shown: Callable[[Settings], Any]) -> None:
        """Have a field show what is set, now and after each change."""
        self._fields.append((field, shown))

    def begin(self, troubles: list[str], asked: str, *, plain: bool) -> None:
        """Make the training ready while the page is already there, and begin the lesson or challenge that is asked for.

        Args:
            troubles: what is wrong in the address.
            asked: the address, behind the question mark.
            plain: it says nothing of the training.
        """
        for sentence in troubles:
            self.tell(sentence)

        async def opening() -> None:
            await self.do(lambda: self.visitor.session)
            if self.visitor.trouble:
                self.tell(self.visitor.trouble)
            await self.lead(lambda: self.guide.open(asked, plain=plain))

        ui.timer(0.01, opening, once=True)

    async def lead(self, what: Callable[[], Any]) -> None:
        """Do something with the guide, and show it."""
        await self.do(what)
        if self.visitor.awaited is None:
            self.address()
        self.show_guide()

    def open(self, name: str) -> None:
        """Open a tab; one that is open is looked at anew."""
        if self.tabs.value == name:
            self.tabs.set_value(None)
        self.tabs.set_value(name)

    def tell(self, sentence: str) -> None:
        """Say something at the foot of the page."""
        ui.notify(sentence, position="bottom", timeout=8000, close_button=self.say["close"], multi_line=True)

    async def do(self, what: Callable[[], Any]) -> Any:
        """Do something with the bench in another thread, one after the other; what does not fit is said."""
        done = None
        self.visitor.hurry()
        if self._waiting >= MOST_WAITING:
            self.tell(self.say["too_much"])
            return done
        self._waiting += 1
        async with self._turn:
            try:
                done = await run.io_bound(what)
            except NNPlayError as error:
                self.tell(str(error))
            finally:
                self._waiting -= 1
            self.show()
        return done

    async def set(self, **changes: Any) -> None:
        """Take other settings."""
        await self.change(lambda settings: settings.replace(**changes))

    async def change(self, changed: Callable[[Settings], Settings]) -> None:
        """Take settings that follow from those that there are when it is this change's turn."""
        await self.do(lambda: self.visitor.change(changed(self.settings)))
        self.address()

    def address(self) -> None:
        """Let the address be that of the page as it is; that of a training from elsewhere shows that training."""
        if self.visitor.lasting:
            return
        asked = query(self.settings) or f"data={self.settings.recipe.data}"
        ui.run_javascript(f"window.nnplayAddress({json.dumps('&'.join(filter(None, (asked, self.guide.address))))})")

    def show(self) -> None:
        """Have every field show what is set now."""
        values = {f"c{field.id}": shown(self.settings) for field, shown in self._fields}
        ui.run_javascript(f"window.nnplayShow({json.dumps(values)})")
