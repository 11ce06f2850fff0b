"""Reply letters: the wording once, two layouts that carry it, a check that both say the same."""
