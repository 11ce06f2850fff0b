"""Templates of the reference mail system: OpenLDAP 2.5, Dovecot 2.3, Postfix 3.7.

A value of ``{{ … }}`` is a path of the folder, a port, a secret or the base of the directory; a
province that sets up its own servers puts its own in their place.
"""
