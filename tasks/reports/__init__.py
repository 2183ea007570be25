"""What is shown of runs: a readable page on one, charts and a page on many. They read records and know no Prefect."""
