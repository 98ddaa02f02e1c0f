"""Dates and periods in a text: four calendars, relative words, back-references; `dates` finds them."""
