"""SocialDesk: the desk where a police press office answers, moderates and publishes by its written policy."""

__version__ = "0.1.0"
