"""The engine on the server, one host a visitor: it answers the commands of docs/reference/protocol.md."""
