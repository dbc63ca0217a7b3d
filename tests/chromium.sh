#!/bin/sh
# The browser tests drive Debian's Chromium. Install it where that needs no password; without it they skip, visibly.
set -u
command -v chromium >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 && exit 0
    echo "Chromium could not be installed; the browser tests will be skipped." >&2
else
    echo "Chromium is not installed (apt-get install chromium); the browser tests will be skipped." >&2
fi
exit 0
