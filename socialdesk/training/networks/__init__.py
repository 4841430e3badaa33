"""Small servers on loopback that speak the networks' own wire."""
