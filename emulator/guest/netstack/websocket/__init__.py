"""netstack's webSocket: parameters, sessions, events and errors, as the release of the level has them."""
