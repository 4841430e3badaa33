"""What is on its way to a network: never lost, never twice."""
