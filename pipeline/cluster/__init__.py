"""Extraction by a cluster: WARC files become Parquet parts by many workers, which one loader merges.

Optional: it needs the extra `cluster` (Dask's distributed, pyarrow), which is imported only here.
"""
