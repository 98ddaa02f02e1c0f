"""Claims that give a number: which type, whose, with which aspect and date; `values` makes them."""
