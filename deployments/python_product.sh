# Sourced by the start.sh of products written in Python: installs, starts, waits until healthy, and ends.
# A start.sh sets WORKDIR, FOLDER (its own), HEALTH (a path that answers 200) and calls the functions in this order.

install_product() {
  WORKDIR=$(mkdir -p "$1" && cd "$1" && pwd)
  VENV=$WORKDIR/venv
  if running; then echo "$WORKDIR: already running, stop it first" >&2; exit 1; fi
  # The copy of the requirements is written last, so that half an install is never taken for a whole one.
  if ! cmp -s "$FOLDER/requirements.txt" "$VENV/requirements.txt"; then
    rm -rf "$VENV"
    "${PYTHON:-python3}" -m venv "$VENV"
    timeout 900 "$VENV/bin/pip" install -q --disable-pip-version-check -r "$FOLDER/requirements.txt" \
      2>"$WORKDIR/pip.log" || { tail -n 20 "$WORKDIR/pip.log" >&2; exit 1; }
    cp "$FOLDER/requirements.txt" "$VENV/requirements.txt"
  fi
  rm -rf "$WORKDIR/app"
  cp -r "$FOLDER/app" "$WORKDIR/app"
  cd "$WORKDIR/app"
  export PATH="$VENV/bin:$PATH" VIRTUAL_ENV="$VENV" PYTHONUNBUFFERED=1 PORT VARIANT
  export ALICE_PASSWORD=${ALICE_PASSWORD:-Alice-pw-1357} ADMIN_PASSWORD=${ADMIN_PASSWORD:-Admin-pw-2468}
  # A key of its own for every start: a secret that anyone could read here would be a published one.
  SIGNING_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(48))')
  export SIGNING_KEY
}

# usage: serve APPLICATION         a WSGI application, by gunicorn
serve() { run_server gunicorn -b "127.0.0.1:$PORT" -w 1 -k gthread --threads 8 "$1"; }

# usage: serve_asgi APPLICATION    an ASGI application, by uvicorn
serve_asgi() { run_server uvicorn --host 127.0.0.1 --port "$PORT" "$1"; }

# usage: run_server COMMAND ARGUMENT...
# CLOCK_ENV="NAME=value ..." goes into the environment of the server process only. With FOREGROUND=yes this shell becomes
# the server: whoever started it waits until it is healthy, and ends it.
run_server() {
  local command=$VENV/bin/$1
  shift
  if [ "${FOREGROUND:-no}" = yes ]; then
    echo $$ >"$WORKDIR/pid"
    exec "$command" "$@"
  fi
  # shellcheck disable=SC2086  CLOCK_ENV holds several assignments
  env ${CLOCK_ENV:-} setsid "$command" "$@" >"$WORKDIR/server.log" 2>&1 </dev/null &
  echo $! >"$WORKDIR/pid"
  for _ in $(seq 1 300); do
    # By its pid alone: until it has become the server, it is still this shell.
    if ! kill -0 "$(cat "$WORKDIR/pid")" 2>/dev/null; then echo "the server ended at once:" >&2; tail -n 20 "$WORKDIR/server.log" >&2; exit 1; fi
    if curl -fsS -o /dev/null -m 3 "http://127.0.0.1:$PORT$HEALTH" 2>/dev/null; then echo READY; return; fi
    sleep 0.2
  done
  echo "not healthy within a minute:" >&2
  tail -n 20 "$WORKDIR/server.log" >&2
  stop_product "$WORKDIR"
  exit 1
}

# Whether the process of the pid file is alive and is the server of this folder: pids are used again.
running() {
  local pid
  pid=$(cat "$WORKDIR/pid" 2>/dev/null) || return 1
  ps -ww -o args= -p "$pid" 2>/dev/null | grep -qF -- "$WORKDIR/venv/"
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
