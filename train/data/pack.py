"""Packs scikit-learn's 8x8 digits into digits.bin, which the crate carries. Run: pip install scikit-learn numpy; python pack.py

Layout of digits.bin, 60,248 bytes:
  pixels   64 x 1,797 values from 0 to 16, four bits each (low half first); 15 stands for 15 and for 16
  labels   1,797 digits, four bits each (low half first), one empty half at the end
  tops     one bit for each pixel stored as 15, in order, most significant bit first: 1 where it is 16

The pixels come place by place: the first pixel of every sample, then the second, and so on; within a place the samples that show a
0 come first, then those that show a 1, and so on. Neighbours are alike then, and what a server sends is an eighth smaller.
"""

import pathlib

import numpy as np
from sklearn.datasets import load_digits


def nibbles(values):
    values = np.concatenate([values, np.zeros(len(values) % 2, np.uint8)])
    return (values[0::2] | (values[1::2] << 4)).tobytes()


digits = load_digits()
samples = digits.data.astype(np.uint8)
labels = digits.target.astype(np.uint8)
assert samples.shape == (1797, 64) and samples.max() == 16 and labels.max() == 9
pixels = samples[np.argsort(labels, kind="stable")].T.ravel()
capped = np.minimum(pixels, 15)
tops = np.packbits(pixels[capped == 15] == 16).tobytes()
packed = nibbles(capped) + nibbles(labels) + tops
path = pathlib.Path(__file__).with_name("digits.bin")
path.write_bytes(packed)
in_order = samples.ravel().astype(np.uint64)
checksum = int(in_order @ (np.arange(len(in_order), dtype=np.uint64) + 1))
print(f"{path.name}: {len(packed)} bytes; sum of pixels {in_order.sum()}, weighted by position from 1 {checksum}")
