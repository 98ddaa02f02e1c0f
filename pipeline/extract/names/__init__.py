"""Names in a text: makers, models, products, benchmarks, sources and places, known or introduced there."""
