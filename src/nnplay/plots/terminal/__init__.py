"""Charts, surfaces and networks drawn with characters."""
