"""From an article to its claims: numbers, quantities, dates, subjects, then claims. Pure; no input or output."""
