"""Numbers and quantities in a text: digits of three scripts, words, scales, ranges, bounds, units, money."""
