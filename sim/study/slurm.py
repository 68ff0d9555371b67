"""A script for SLURM: one array of tasks, each of which makes its own share. Submitted again, it goes on."""

import math
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sim.store.durable import put_over
from sim.store.earlier import ASIDE

SCRIPT = "slurm.sh"
LOGS = "logs"
MARGIN = 2.0  # times the expected time, for a slower machine
LEAST = 10  # minutes
MORE = 1.5  # times the memory of this process, which has made runs of the design
LEAST_MEMORY, STEP = 1_024, 256  # MB: asked at least; what is asked is a multiple
WARNING = 180  # seconds before the time limit at which a task is warned
RETURNS = 20  # times that a task comes back by itself after its time limit
ROOT = Path(__file__).parent.parent.parent


class Need(NamedTuple):
    """What the whole sweep needs."""

    seconds: float  # of work
    bytes: float  # of memory, of one process


def memory(bytes_: float) -> int:
    """MB to ask for one core: with a margin, a multiple of STEP."""
    return max(LEAST_MEMORY, STEP * math.ceil(MORE * bytes_ / 2**20 / STEP))


def directive(path: Path) -> str:
    """A path as a line of directives takes it: in double quotes, since SLURM reads no others; % begins a number."""
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'


def script(folder: Path, tasks: int, need: Need, loaded: Sequence[str] = ()) -> str:
    """The text of the script. loaded: the user's own files of rules."""
    minutes = max(LEAST, round(MARGIN * need.seconds / tasks / 60.0))
    own = "".join(f" --load {shlex.quote(path)}" for path in loaded)
    return f"""\
#!/bin/bash
# Written by experiments.sweep. Submit: sbatch {SCRIPT}. Submitted again, it makes what is missing and nothing else.
# Each task has one core; change --time and --mem-per-cpu, and add --account if your cluster asks for it.
#SBATCH --job-name=concertation
#SBATCH --array=1-{tasks}
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu={memory(need.bytes)}M
#SBATCH --time={minutes}
#SBATCH --requeue
#SBATCH --signal=B:USR1@{WARNING}
#SBATCH --output={directive(folder.resolve() / LOGS)[:-1]}/%a.log"
#SBATCH --open-mode=append

cd {shlex.quote(str(ROOT))} || exit 1
{shlex.quote(sys.executable)} -m experiments.sweep resume {shlex.quote(str(folder.resolve()))} \\
  --shard "$SLURM_ARRAY_TASK_ID/{tasks}" --workers "${{SLURM_CPUS_PER_TASK:-1}}"{own} &
sweep=$!

stop() {{  # every run that was made is kept
  trap '' TERM USR1
  kill -TERM "$sweep" 2>/dev/null
  wait "$sweep"
  status=$?
}}
# Asked to end: stop. Warned that the time limit is near: stop, and come back in the queue.
trap 'stop; exit "$status"' TERM
trap 'stop
if [ "$status" -gt 128 ] && [ "${{SLURM_RESTART_COUNT:-0}}" -lt {RETURNS} ]; then
  scontrol requeue "$SLURM_JOB_ID" || echo "Not done: submit {SCRIPT} again."
fi
exit "$status"' USR1

wait "$sweep"
"""


def write_script(folder: Path, tasks: int, need: Need, loaded: Sequence[str] = ()) -> Path:
    """Put the script, and the folder of its messages, in the folder of the sweep."""
    (folder / LOGS).mkdir(exist_ok=True)
    path = folder / SCRIPT
    put_over(path, script(folder, tasks, need, loaded), folder / ASIDE)
    path.chmod(0o755)
    return path
