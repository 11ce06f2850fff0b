"""Reply letters: the wording once, two layouts that carry it, and the check that both say the same."""
