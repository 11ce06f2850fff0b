"""The verbs of the command ``congvu``."""
