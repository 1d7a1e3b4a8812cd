"""The raw clients: what an app would use without the API. One module a client, run as a process."""
