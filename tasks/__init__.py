"""What is done: the steps of a request, each of which may be run again."""
