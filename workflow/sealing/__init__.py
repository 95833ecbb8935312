"""What holds the log from outside of the database: daily heads, the lab's seal, an authority's stamps."""
