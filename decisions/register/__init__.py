"""The register of what was signed, and the desk of who signs."""
