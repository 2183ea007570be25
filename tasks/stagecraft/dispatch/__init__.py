"""Where a timeline is encoded: on a worker with hardware, on one with cores to spare, or in this process."""
