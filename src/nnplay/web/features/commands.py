"""What only Python can do, as commands of the protocol."""

from nnplay.web.engine.host import EngineHost
from nnplay.web.visitor import Command
from nnplay.web.visitors import MakeCommands


def features_of(*, local: bool) -> tuple[tuple[str, ...], MakeCommands]:
    """The features of a server, and the commands for each visitor's engine.

    Args:
        local: whether only this machine can reach it; the run store is its user's.
    """

    def make_commands(host: EngineHost) -> dict[str, Command]:
        return {}

    return (), make_commands
