"""All the Qt there is; folders are named like the stages."""
