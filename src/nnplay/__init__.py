"""nnplay: a neural-network playground that builds every network from scratch."""

__version__ = "0.1.0.dev0"
