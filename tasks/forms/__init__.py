"""Incoming forms: blank ones for agencies, and the strict reading of filled ones."""
