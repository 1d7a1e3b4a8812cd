"""Everything that runs inside an app's process: the API face, netstack, and the wire."""
