"""The rota, the handover at a change of shift, and the desk of an Oscar 1 or IDO out of hours (I2, A7)."""
