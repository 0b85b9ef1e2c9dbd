"""The network as data: its architecture, its parameters, and its floating-point operations."""
