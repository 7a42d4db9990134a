"""Ways to people: Apprise's services, mail by SMTP, and the heartbeat."""
