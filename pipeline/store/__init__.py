"""The catalogue: claims and articles in SQLite, and their history."""
