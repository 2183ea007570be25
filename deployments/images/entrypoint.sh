#!/bin/sh
# The images' entry point: the first word says what the container does. Prefect's workers for containers give the whole
# command of a run instead, which is carried out as it is.
set -eu

usage() {
    cat <<'END'
docker run [...] IMAGE COMMAND

  short [...]           make one short into the folder that is mounted at /out
  kpis, quota, encoders the other commands of `python -m flows`
  up, deploy, ...       the commands of `python -m deployments`
  worker [POOL] [...]   serve a work pool of the Prefect server in PREFECT_API_URL (dailies unless named)
  PROGRAM [...]         any program of the image, such as prefect or sh

`IMAGE short --help` lists the options of a short.
END
}

# The image has no /out: what is written there without a mount would be gone with the container.
needs_out() {
    if [ ! -d /out ]; then
        echo 'Nothing is mounted at /out, where the short would stay. Add -v "$PWD/out:/out", or give --out.' >&2
        exit 2
    fi
    if [ ! -w /out ]; then
        echo "User $(id -u) cannot write to the folder mounted at /out." \
            'Create it before, and add --user "$(id -u):$(id -g)".' >&2
        exit 2
    fi
}

case "${1-}" in
    "" | help | -h | --help)
        usage
        ;;
    short)
        shift
        case " $* " in
            *" --out"* | *" --help "* | *" -h "*) exec python -m flows short "$@" ;;
        esac
        needs_out
        exec python -m flows short --out /out "$@"
        ;;
    kpis | quota | encoders)
        exec python -m flows "$@"
        ;;
    worker)
        shift
        pool=dailies
        case "${1-}" in
            "" | -*) ;;
            *) pool=$1 && shift ;;
        esac
        exec prefect worker start --type process --pool "$pool" --with-healthcheck "$@"
        ;;
    # Named one by one, because Debian has programs called `service` and `watch`.
    up | down | status | deploy | auth | metrics | watch | health | check | service | backup | restore)
        exec python -m deployments "$@"
        ;;
    *)
        if command -v "$1" >/dev/null; then exec "$@"; fi
        echo "There is no command or program $1 here." >&2
        usage >&2
        exit 2
        ;;
esac
