"""The door to run things: servers, workers, schedules. `python -m flows` is the door to make things."""

import argparse
import sys

from deployments import metrics
from tasks.domain.errors import DailiesError


def main(argv: list[str]) -> int:
    if argv[:1] == ["metrics"]:
        try:
            return metrics.main(argv[1:])
        except DailiesError as error:
            sys.stderr.write(f"{error}\n")
            return error.exit_code
    parser = argparse.ArgumentParser(
        prog="python -m deployments",
        description="Run Dailies every day. The deployment is described in prefect.yaml; until this door has commands "
        "of its own, start a server and a worker with Prefect's: prefect server start, prefect deploy --all, "
        "prefect worker start --pool dailies. `metrics` serves the runs' history to Prometheus.",
    )
    parser.parse_args(argv)
    parser.print_help()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
