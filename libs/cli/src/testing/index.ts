export { memoryIo, MemorySignals, MemoryStream } from './memory-io.js';
export { runInMemory } from './run-in-memory.js';
export type { MemoryIo, MemoryIoOptions } from './memory-io.js';
export type { FinishedRun, RunInMemoryOptions } from './run-in-memory.js';
