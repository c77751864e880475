# Finishes a build, as trunk's hook: by the xtask that has called trunk, so that it is not compiled once more with the
# page's settings; without one by cargo.
if [ -n "${ETALON_XTASK:-}" ]; then
    exec "$ETALON_XTASK" finish
fi
exec cargo run --quiet --package xtask -- finish
