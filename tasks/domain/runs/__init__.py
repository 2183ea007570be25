"""What is known of runs: which days a channel has, how a run is recorded, what many runs add up to."""
