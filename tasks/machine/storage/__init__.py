"""Everything that outlives a run: assets by their hash, cached responses, the ledger of payments and publications."""
