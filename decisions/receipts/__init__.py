"""The acknowledgement of receipt of a request: what the law wants it to say, made once, kept as it was sent."""
