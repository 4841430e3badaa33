"""The schema's fourth step, in SQL: the workflows of the policy. Not edited once it is released."""
