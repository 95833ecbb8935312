"""When a signed decision is told to its leaders: at once, or together with the others of its session."""
