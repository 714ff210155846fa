"""Three hundred people at once: what they do, who they are, how they ask, and what the machine meanwhile gives."""
