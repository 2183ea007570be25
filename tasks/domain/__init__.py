"""Pure: no clock, no disk, no network, no randomness. What a short is, and the rules it is made by."""
