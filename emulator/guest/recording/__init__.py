"""Tells the device what an app and its netstack do, when somebody watches; loaded in no other app."""
