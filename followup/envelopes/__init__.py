"""The money of the calls, from the envelope opened to what was given back: by call, by year."""
