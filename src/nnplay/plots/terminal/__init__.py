"""What is drawn with characters: charts, surfaces and networks, for the command line and the terminal playground."""
