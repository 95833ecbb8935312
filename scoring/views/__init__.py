"""The pages of the reviews: the overview and its assignments, one's own review, the consensus."""
