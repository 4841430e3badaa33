"""The schema's fifth step, in SQL: what triage learnt to say, and what people say of it. Not edited once released."""
