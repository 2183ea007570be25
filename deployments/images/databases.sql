-- PostgreSQL's image runs this once, on an empty volume: the ledger beside Prefect's own database.
CREATE DATABASE dailies;
