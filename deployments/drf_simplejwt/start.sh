#!/bin/bash
# Starts Django REST framework with djangorestframework-simplejwt.
# usage: PORT=8001 [VARIANT=default|rotate|rotate-uvicorn] [ALICE_PASSWORD=…] [ADMIN_PASSWORD=…] ./start.sh WORKDIR
#        FOREGROUND=yes stays, as [start] in a target file wants it; WORKDIR may be a variable too.
set -euo pipefail
FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../python_product.sh
source "$FOLDER/../python_product.sh"
PORT=${PORT:?set PORT}
VARIANT=${VARIANT:-default}
HEALTH=/api/public/

install_product "${1:-${WORKDIR:?name a WORKDIR}}"
python manage.py migrate -v0
python manage.py create_accounts
if [ "$VARIANT" = rotate-uvicorn ]; then
  serve_asgi proj.asgi:application
else
  serve proj.wsgi
fi
