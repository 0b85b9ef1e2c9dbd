"""The network as data: its architecture, its parameters, and what it costs to compute."""
