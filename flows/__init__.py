"""The flows: what runs, in which order. Nothing else lives here: a path entrypoint loads these files a second time."""
