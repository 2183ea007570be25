"""The command line: options in, progress while a flow runs, a summary or one sentence at the end."""
