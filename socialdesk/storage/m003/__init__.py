"""The schema's third step, in SQL: what people do on a network by hand. Not edited once it is released."""
