"""Training: simulated networks on the real wire, and the evenings that are played on them."""
