"""One day's run: what was asked for, the day it is for, a person's review, and the record it leaves."""
