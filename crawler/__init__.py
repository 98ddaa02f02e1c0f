"""From a list of sources to captures in the archive. Knows HTTP and nothing about claims."""
