"""What every interactive interface shares: the session, lessons, challenges and replays."""
