"""What an installation is set up with: scripts for a checkout, templates for a mail system."""
