// A server under measurement in a process of its own, with its child processes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

const START_MS = 30_000;
const STOP_MS = 20_000;

/**
 * Starts `node ...args` and waits until it prints its address on standard error.
 * @returns {Promise<{ url: string, signal: (name: string) => void, peakMegabytes: () => number, cpuMilliseconds: () =>
 *   number, stop: () => Promise<void> }>}
 */
export async function startServer(args, { env = {}, cwd }) {
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  const ended = once(child, 'exit');
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  for (const end = Date.now() + START_MS; !/answers at http/.test(output); await sleep(20)) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`${args[0]} did not start: ${output}`);
    }
  }
  return {
    url: /answers at (http:\S+)/.exec(output)[1],
    signal: (name) => {
      child.kill(name);
    },
    peakMegabytes: () => peakMegabytes(child.pid),
    cpuMilliseconds: () => cpuMilliseconds(child.pid),
    async stop() {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(killer);
    },
  };
}

/** Sum of the peak resident memory of the processes; NaN on systems other than Linux. */
function peakMegabytes(pid) {
  return sumOver(
    pid,
    (one) => Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1]) / 1024,
  );
}

/**
 * Processor time of all threads of the processes; NaN on systems other than Linux, which counts it in hundredths of a
 * second.
 */
function cpuMilliseconds(pid) {
  return sumOver(pid, (one) => {
    const fields = readFileSync(`/proc/${one}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  });
}

/** Sums a value over a process and its descendants. */
function sumOver(pid, figure) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return (children === '' ? [] : children.split(' ')).reduce(
      (sum, child) => sum + sumOver(child, figure),
      figure(pid),
    );
  } catch {
    return Number.NaN;
  }
}
