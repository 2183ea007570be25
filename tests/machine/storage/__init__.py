"""Tests of the asset store, the ledger and the response cache, which outlive a run."""
