"""What reviewers and team say to each other of the criteria on which they are far apart."""
