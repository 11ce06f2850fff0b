"""What the work costs, beside what it could cost at best."""
