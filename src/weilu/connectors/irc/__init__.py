"""IRC: the logs of clients, bouncers and bots, one file or a folder of days."""
