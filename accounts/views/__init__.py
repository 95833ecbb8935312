"""The pages about people: the door, the invitation, one's own profile, and the administration's directory."""
