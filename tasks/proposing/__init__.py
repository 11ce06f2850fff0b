"""What the regulation says to each line, and what the reviewer must still settle."""
