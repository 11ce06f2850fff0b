"""The law as data, and a pure interpreter of it."""
