"""What learners get wrong: how it is seen in what their app did, and the hint that fits."""
