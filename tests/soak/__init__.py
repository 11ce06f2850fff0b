"""Nothing lost, nothing twice: rounds of random work in which everything is killed at random."""
