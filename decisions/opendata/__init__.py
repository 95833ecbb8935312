"""What anybody may take away and use again: the grants in force, as the national description of subsidies has them."""
