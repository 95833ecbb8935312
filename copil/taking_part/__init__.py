"""A member before the session and during it: who comes, who is out of what, and why."""
