"""An operator with somebody on the telephone."""
