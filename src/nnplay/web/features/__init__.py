"""What only Python can do, for the page: the run store, the doctor, comparison and search, and exports."""
