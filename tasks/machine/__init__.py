"""This computer: disk, sockets, processes, clock. Each kind of side effect has one module here."""
