"""`python -m nnplay` is `nnplay`."""

from nnplay.cli import main

main()
