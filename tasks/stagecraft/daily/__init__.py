"""One day's run: its request, its day, a person's review, and the record that it leaves."""
