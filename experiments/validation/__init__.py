"""What a right implementation must reproduce: results of the literature, solved apart from the model."""
