# Finishes a build, as a hook of trunk. It runs the xtask that has called trunk, so that xtask is not compiled once more with the
# page's settings. If no xtask has called trunk, it runs cargo.
if [ -n "${ETALON_XTASK:-}" ]; then
    exec "$ETALON_XTASK" finish
fi
exec cargo run --quiet --package xtask -- finish
