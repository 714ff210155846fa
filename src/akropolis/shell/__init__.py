"""What assembles the domains: sign-in, start page, settings, commands."""
