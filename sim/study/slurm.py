"""A script for SLURM: one array of tasks, each of which makes its own share. Submitted again, it goes on."""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

SCRIPT = "slurm.sh"
LOGS = "logs"
MARGIN = 2.0  # times the expected time, for a slower machine
LEAST = 10  # minutes
ROOT = Path(__file__).parent.parent.parent


def script(folder: Path, tasks: int, seconds: float, loaded: Sequence[str] = ()) -> str:
    """The text of the script. seconds: of work of the whole sweep; loaded: the user's own files of rules."""
    minutes = max(LEAST, round(MARGIN * seconds / tasks / 60.0))
    where = shlex.quote(str(folder.resolve()))
    own = "".join(f" --load {shlex.quote(path)}" for path in loaded)
    return f"""\
#!/bin/bash
# Written by experiments.sweep. Submit: sbatch {SCRIPT}. Submitted again, it makes what is missing and nothing else.
# Each task has one core; change --time, and add --account if your cluster asks for it.
#SBATCH --job-name=concertation
#SBATCH --array=1-{tasks}
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=1G
#SBATCH --time={minutes}
#SBATCH --output={folder.resolve()}/{LOGS}/%a.log
#SBATCH --open-mode=append

cd {shlex.quote(str(ROOT))} || exit 1
exec {shlex.quote(sys.executable)} -m experiments.sweep resume {where} \\
  --shard "$SLURM_ARRAY_TASK_ID/{tasks}" --workers "${{SLURM_CPUS_PER_TASK:-1}}"{own}
"""


def write_script(folder: Path, tasks: int, seconds: float, loaded: Sequence[str] = ()) -> Path:
    """Put the script, and the folder of its messages, in the folder of the sweep."""
    (folder / LOGS).mkdir(exist_ok=True)
    path = folder / SCRIPT
    path.write_text(script(folder, tasks, seconds, loaded), encoding="utf-8")
    path.chmod(0o755)
    return path
