-- PostgreSQL's image runs this once, on an empty volume: it adds the ledger's database to Prefect's.
CREATE DATABASE dailies;
