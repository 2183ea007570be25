"""The flows: which stages run, in which order. They hold no state: a path entrypoint imports these files twice."""
