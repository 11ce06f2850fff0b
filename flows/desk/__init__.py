"""The use cases: what people do.  Each checks its actor's rights and commits once."""
