"""Where a timeline is encoded: on a worker with a hardware encoder, on a CPU worker, or in this process."""
