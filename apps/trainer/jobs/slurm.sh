#!/bin/sh
# Extraction by 16 tasks of SLURM, each a part:
#   sbatch --array=1-16 slurm.sh
# A single task that is run again names its part: sbatch --array=3 slurm.sh --shard 3/16
#SBATCH --job-name=gender
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
set -eu
if [ $# -eq 0 ]; then set -- --shard env; fi
exec npx gender-train extract --dataset GenderDataset --threads "${SLURM_CPUS_PER_TASK:-4}" --quiet "$@"
