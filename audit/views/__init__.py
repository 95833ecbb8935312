"""The pages of a control."""
