"""The history of audits in a database: SQLite in a file, or PostgreSQL by URL."""
