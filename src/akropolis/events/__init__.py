"""What has happened: reports, incidents, how they are led and reported, and exercises."""
