/**
 * Processor time of synchronous work in milliseconds. Unlike elapsed time, it excludes time that other processes had
 * the CPU.
 */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}
