"""What a short is, and the rules that make it: pure code without clock, disk, network or randomness."""
