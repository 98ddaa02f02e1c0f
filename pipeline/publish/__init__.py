"""Publish the catalogue: snapshots to download, the site that serves them, feeds and exports."""
