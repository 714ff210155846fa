"""Assembles the domains: sign-in, start page, settings, commands."""
