"""Rules about runs: which days get one, how one is recorded, and statistics over many."""
