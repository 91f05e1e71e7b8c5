import { readFileSync } from 'node:fs';

/**
 * The largest resident set of this process so far, in bytes. On Linux `maxRSS` counts the parent
 * before `exec` as well, so the kernel's high-water mark of the program itself is read there.
 */
export function peakMemory(): number {
  const kibibytes = highWaterMark() ?? process.resourceUsage().maxRSS;
  return kibibytes * 1024;
}

function highWaterMark(): number | undefined {
  try {
    const [, found] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
