"""Appeals lodged with the authority against its own decisions."""
