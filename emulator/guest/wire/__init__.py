"""RFC 6455 over a connected socket: the opening handshake, frames in, frames out."""
