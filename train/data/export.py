"""Writes scikit-learn's 8x8 digits to digits.bin: a byte for each of the 1,797 labels, then one for each pixel, sample by sample.

Run, from the project's root: pip install scikit-learn numpy; python train/data/export.py
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

digits = load_digits()
samples = digits.data.astype(np.uint8)
labels = digits.target.astype(np.uint8)
assert samples.shape == (1797, 64) and samples.max() == 16 and labels.max() == 9
assert (samples == digits.data).all() and (labels == digits.target).all()
(Path(__file__).parent / "digits.bin").write_bytes(labels.tobytes() + samples.tobytes())
pixels = samples.ravel().astype(np.uint64)
positions = np.arange(1, len(pixels) + 1, dtype=np.uint64)
labels = labels.astype(np.uint64)
print(
    f"sum of pixels {pixels.sum()}, weighted by position from 1 {pixels @ positions},",
    f"of labels {labels @ positions[: len(labels)]}",
)
