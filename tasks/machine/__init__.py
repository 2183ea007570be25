"""This computer: disk, sockets, processes, clock. Every effect goes through one door here."""
