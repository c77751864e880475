"""The recorded cases of torch's MultiplicativeLR."""
from recorder import case

PREFIX = "mpl"

CASES = [
    case(0.1, 100, **{"lambda": {"kind": "const", "c": 0.95}}),
    case(0.1, 100, **{"lambda": {"kind": "table", "t": [0.9, 1.0, 1.1]}}, note="called with k = 1, 2, 3, ...; never with 0"),
    case(0.1, 100, **{"lambda": {"kind": "inv_linear", "a": 0.01}}),
    case(0.1, 60, **{"lambda": {"kind": "linear", "n": 50}}),
]
