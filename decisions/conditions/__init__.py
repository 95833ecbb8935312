"""The conditions of a grant, and the days by which they are to be met."""
