"""The catalogue: claims and articles in SQLite, one transaction per article, and what it remembers of them."""
