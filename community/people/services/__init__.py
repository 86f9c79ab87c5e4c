"""What a service sets for itself: when it is open, whom to call, how soon a case is claimed, what is kept."""
