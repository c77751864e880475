"""The recorded cases of torch's LambdaLR."""
from recorder import case

PREFIX = "lam"

CASES = [
    case(0.1, 10, **{"lambda": {"kind": "const", "c": 0.3}}),
    case(0.1, 100, **{"lambda": {"kind": "inv_linear", "a": 0.05}}),
    case(0.1, 80, **{"lambda": {"kind": "linear", "n": 70}}),
    case(0.1, 40, **{"lambda": {"kind": "table", "t": [1.0, 0.5, 0.25, 0.1]}}),
    case(0.1, 100, **{"lambda": {"kind": "steps", "c": 0.7, "n": 10}}),
]
