"""Why, in sentences that a clerk can send on: the same words in command, page and letter."""
