"""Three hundred concurrent users: what they do, who they are, how they send requests, and the load on the machine."""
