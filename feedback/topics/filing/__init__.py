"""Which letters belong to a topic: as people say, as rules say, as was learned."""
