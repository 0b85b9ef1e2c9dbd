"""The engine on the server: it answers the commands of docs/reference/protocol.md with the native engine, one host a visitor."""
