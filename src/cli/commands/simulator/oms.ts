import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { enterCommand } from './oms-enter.js';
import { initCommand, setCommand, settingsCommand } from './oms-setup.js';
import { clockCommand, recordsCommand, runCommand, showCommand } from './oms-view.js';
import { workCommands } from './oms-work.js';

/** `oms`: a simulated order management system, which drives a broker over SOAP. */
export function omsCommand(terminal: Terminal): Command {
  const oms = new Command('oms')
    .summary('drive a broker with a simulated order management system')
    .description(
      'A simulated order management system: it enters orders, sends them to a broker, asks what became of them, polls, picks, ships and cancels, and keeps a letter and a history for every line (docs/oms-simulator.md). Its file is its own; it knows of the broker only what the broker answers.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  order-broker oms init --store STC/317\n  order-broker oms enter PENCIL:2 --postal 01602\n  order-broker oms run --once\n  order-broker oms records\n  order-broker oms clock --advance 24h',
    );
  for (const command of [
    initCommand(terminal),
    settingsCommand(terminal),
    setCommand(terminal),
    enterCommand(terminal),
    ...workCommands(terminal),
    runCommand(terminal),
    recordsCommand(terminal),
    showCommand(terminal),
    clockCommand(terminal),
  ])
    oms.addCommand(command);
  return oms;
}
