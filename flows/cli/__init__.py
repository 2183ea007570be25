"""The command line `python -m flows`: options, live progress, and a summary or an error message at the end."""
