#!/bin/sh
# The command `huanxin` of a server: as the service's user and with its settings, also for root.
set -eu
while IFS= read -r line; do
    case $line in '' | '#'*) ;; *) export "$line" ;; esac
done </etc/huanxin/huanxin.env
program=/srv/huanxin/venv/bin/huanxin
if [ "$(id -u)" = 0 ]; then exec runuser -u huanxin -- "$program" "$@"; fi
exec "$program" "$@"
