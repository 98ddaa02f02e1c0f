"""Whose a value is: named beside it, pointed at, or carried over; `topics` decides."""
