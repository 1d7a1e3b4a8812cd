"""What the device and an app's process say to each other. Standard library only: both sides import it."""
