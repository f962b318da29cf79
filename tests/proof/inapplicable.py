"""Rules about designs that the honest server has in some of its forms only."""

from fixtures.catalogue import load_catalogue

FINGERPRINT = frozenset(rule for rule in load_catalogue() if rule.startswith("fingerprint/"))
"""Rules about a design that the server has in guide-2022 alone."""
ABOUT_PUBLIC_KEYS = frozenset({"token/key-confusion", "token/psychic-signature", "token/nested-confusion"})
"""Rules about tokens that are signed with a private key."""
ABOUT_TWO_ORIGINS = frozenset({"cors/app-origin-works"})
"""Rules about pages that reach their API across origins."""
ABOUT_BINDINGS = frozenset({"session/sender-constraint-sound"})
"""Rules about tokens that name a key of their sender, which the server's never do."""
