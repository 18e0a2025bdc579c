#!/bin/sh
# Installs or upgrades Huanxin from this bundle; needs no network. As root: a system service; with
# --prefix DIR: only the program, into DIR/venv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=/srv/huanxin
system=yes
if [ "${1:-}" = --prefix ]; then
    prefix=${2:?--prefix needs a folder}
    system=no
fi
python=${PYTHON:-python3}

say() { printf '%s\n' "$*"; }
die() { say "错误 / Error: $*" >&2; exit 2; }

command -v "$python" >/dev/null || die "没有 $python，请先安装 / $python is missing"
wanted=$(cat "$here/PYTHON")
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$found" = "$wanted" ] || die "安装包用于 Python $wanted，本机是 $found；可用 PYTHON=python$wanted 指定 / made for Python $wanted, found $found"
(cd "$here" && sha256sum --quiet --check SHA256SUMS) || die "安装包不完整，请重新复制 / the bundle is damaged, copy it again"
if [ "$system" = yes ] && [ "$(id -u)" != 0 ]; then
    die "请以 root 运行，或加 --prefix 目录 / run as root, or with --prefix DIR"
fi

if [ "$system" = yes ] && ! id huanxin >/dev/null 2>&1; then
    useradd --system --home-dir /var/lib/huanxin --shell /usr/sbin/nologin huanxin
fi
mkdir -p "$prefix"
# Scripts of an environment name its folder: it is made in its place, and put back if that fails.
rm -rf "$prefix/venv.old"
if [ -d "$prefix/venv" ]; then mv "$prefix/venv" "$prefix/venv.old"; fi
put_back() {
    rm -rf "$prefix/venv"
    if [ -d "$prefix/venv.old" ]; then mv "$prefix/venv.old" "$prefix/venv"; fi
    die "$*"
}
"$python" -m venv "$prefix/venv" || put_back "缺少 venv 模块（Debian：python3-venv） / the module venv is missing"
"$prefix/venv/bin/python" -m pip --disable-pip-version-check install --quiet --no-index -f "$here/wheels" huanxin \
    || put_back "安装失败，已恢复原来的版本 / not installed, the earlier version is back"
say "已安装 / installed: $("$prefix/venv/bin/huanxin" --version)"

if [ "$system" = yes ]; then
    mkdir -p /etc/huanxin
    if [ ! -f /etc/huanxin/huanxin.env ]; then
        install -m 0640 -g huanxin "$here/huanxin.env" /etc/huanxin/huanxin.env
        say "设置 / settings: /etc/huanxin/huanxin.env"
    fi
    install -m 0644 "$here/huanxin.service" /etc/systemd/system/huanxin.service
    install -m 0755 "$here/huanxin.sh" /usr/local/bin/huanxin
    systemctl daemon-reload
    say "启动 / start: systemctl enable --now huanxin"
fi
