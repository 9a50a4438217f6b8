"""Reproducible scrutiny reports for community safety partnerships."""
