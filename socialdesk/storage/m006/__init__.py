"""The schema's sixth step, in SQL: publishing, duty and the register of accounts. Not edited once it is released."""
