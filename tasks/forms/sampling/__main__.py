"""``python -m tasks.forms.sampling``: writes the sample letters anew."""

from __future__ import annotations

from tasks.forms.sampling import SAMPLES
from tasks.forms.sampling.making import write_samples

if __name__ == "__main__":
    write_samples(SAMPLES)
