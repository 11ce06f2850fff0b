"""The reference mail system on this machine: OpenLDAP, Dovecot and Postfix in a folder of ours.

Loopback only, ports of its own, no systemd; the host's own services and files are left alone.
"""
