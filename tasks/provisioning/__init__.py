"""Carrying out approved lines in the mail system, one verb a file."""
