"""The catalogue: claims and articles in SQLite, one transaction per article, and their history."""
