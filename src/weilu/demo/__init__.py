"""An invented community that fills every page. Seeded, pure simulator."""
