"""Who is on duty when, what was handed over, who was called, what was declared (I2, A7)."""

DUTY = """
"""
