"""Print how the scripts of the keyless writer stand, by genre, and what is wrong with each: `python -m tests.writing`.

Options: `--length SECONDS` to aim for; `--scripts` prints what is said too.
"""

import argparse

from tests.writing.measure import measured, table

parser = argparse.ArgumentParser(prog="python -m tests.writing")
parser.add_argument("--length", type=int, help="seconds to aim for")
parser.add_argument("--scripts", action="store_true", help="print the scripts too")
options = parser.parse_args()

judged = measured(options.length)
print(table(judged))
for case, story, verdict in judged:
    if options.scripts or verdict.standing != "alone":
        print(f"\n{case.genre}/{case.id} ({len(story.script.script.split())} words): {verdict.standing}")
    for fault in verdict.faults:
        print(f"  {fault}")
    for false in verdict.false:
        print(f"  FALSE {false}")
    if options.scripts:
        print(f"  {story.script.script}")
