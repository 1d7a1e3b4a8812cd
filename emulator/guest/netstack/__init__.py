"""The netstack component, inside the app's process as on a device."""
