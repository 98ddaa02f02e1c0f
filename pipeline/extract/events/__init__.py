"""Releases and retirements: what happened on a day, and to what."""
