"""Pictures, typefaces and sound files, as bytes that this computer reads and writes."""
