"""The rubrics as the administration writes them: each change is a new version, none is ever changed."""
