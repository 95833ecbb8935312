"""The texts of acts and letters that a lab writes itself: which, with what in them, version by version (ADR 42)."""
