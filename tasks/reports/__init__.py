"""Reports on runs: a page on one run, charts and a page on many. They read run records and do not know Prefect."""
