"""Which date of a sentence holds for which of its numbers."""
