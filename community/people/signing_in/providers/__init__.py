"""Signing in with somebody else's sign-in (OpenID Connect): the staff's, such as CIS2, and the members', such as NHS login.

Off unless the environment names a provider. A provider never makes an account: it is linked to one by whoever is signed
in to it, or on the way in with a key. Our own database keeps an HMAC of who they are there, and no token."""
