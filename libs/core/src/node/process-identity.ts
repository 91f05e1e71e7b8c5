import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one that the system gives the same number. */
export interface ProcessIdentity {
  /** The machine. */
  readonly host: string;
  /** Where the number means something: the machine since its start, the container. */
  readonly scope: string;
  readonly pid: number;
  /** When the process began, as the system counts; absent where the system does not tell. */
  readonly started?: string | undefined;
}

/** Whether a process runs; `unknown` where this machine cannot tell. */
export type ProcessState = 'running' | 'ended' | 'unknown';

/** The process that asks. */
export function thisProcess(): ProcessIdentity {
  return {
    host: hostname(),
    scope: scope(),
    pid: process.pid,
    started: startOf(process.pid)?.time,
  };
}

/** Whether a process runs that was seen before, perhaps on another machine. */
export function stateOf(seen: ProcessIdentity): ProcessState {
  if (seen.host !== hostname() || seen.scope !== scope()) return 'unknown';
  if (!isRunning(seen.pid)) return 'ended';
  if (seen.started === undefined) return 'unknown';
  return startOf(seen.pid)?.time === seen.started ? 'running' : 'ended';
}

/** Whether a process of this number runs on this machine; a zombie does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const state = startOf(pid)?.state;
  return state !== 'Z' && state !== 'X';
}

/** The boot of the machine and the name space of process numbers; empty where the system does not tell. */
function scope(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const space = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return [boot, space].join(' ').trim();
}

/** State and start of a process from the line that Linux gives; its name may hold spaces and brackets. */
function startOf(pid: number): { state: string; time: string } | undefined {
  const line = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  const fields = line?.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, time] = [fields?.[0], fields?.[19]]; // fields 3 and 22 of proc_pid_stat(5)
  return state === undefined || time === undefined ? undefined : { state, time };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
