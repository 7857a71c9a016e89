"""The decade lived again, and the worlds that the record allows: what is counted, how deeds become reports, and inference."""
