#!/bin/bash
# Starts Directus with SQLite.
# usage: PORT=8001 [VARIANT=json|cookie|graphql] [ALICE_PASSWORD=…] [BOB_PASSWORD=…] ./start.sh WORKDIR
# The first start builds SQLite's driver, which needs a C++ compiler, make and Python, and takes four minutes.
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../node_product.sh
source "$FOLDER/../node_product.sh"
PORT=${PORT:?set PORT}
VARIANT=${VARIANT:-json}
HEALTH=/server/ping
# One dependency builds nothing that auth needs, and does not build for this Node: no install scripts at all.
NPM_OPTIONS=(--omit=dev --ignore-scripts)

build_product() {
  cd node_modules/sqlite3
  timeout 600 npx --no-install node-gyp rebuild --nodedir="$NODE"
}

install_product "${1:-${WORKDIR:?name a WORKDIR}}"
rm -rf "$WORKDIR/data"
mkdir -p "$WORKDIR/data/uploads" "$WORKDIR/data/extensions"
export HOST=127.0.0.1 DB_CLIENT=sqlite3 DB_FILENAME=$WORKDIR/data/data.db SECRET=$SIGNING_KEY
export PUBLIC_URL=http://127.0.0.1:$PORT ADMIN_EMAIL=alice@example.com ADMIN_PASSWORD=$ALICE_PASSWORD
# An audit on a busy machine must not be shed with 503.
export PRESSURE_LIMITER_ENABLED=false
export TELEMETRY=false WEBSOCKETS_ENABLED=false IP_TRUST_PROXY=false
export STORAGE_LOCATIONS=local STORAGE_LOCAL_ROOT=$WORKDIR/data/uploads EXTENSIONS_PATH=$WORKDIR/data/extensions
DIRECTUS=$INSTALLED/node_modules/directus/cli.js
timeout 200 node "$DIRECTUS" bootstrap >"$WORKDIR/bootstrap.log" 2>&1 || { tail -n 20 "$WORKDIR/bootstrap.log" >&2; exit 1; }
ROLE=$(node "$FOLDER/role.cjs")
timeout 200 node "$DIRECTUS" users create --email bob@example.com --password "$BOB_PASSWORD" --role "$ROLE" \
  >>"$WORKDIR/bootstrap.log" 2>&1 || { tail -n 20 "$WORKDIR/bootstrap.log" >&2; exit 1; }
serve "$DIRECTUS" start
