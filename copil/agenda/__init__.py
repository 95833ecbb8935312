"""What a session examines, in which order, presented by whom."""
