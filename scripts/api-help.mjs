// Prints the help of every command in a stable form, for the golden file api/commands.txt. Needs a build.
import { helpOfAllCommands } from '../dist/cli/program.js';

process.stdout.write(helpOfAllCommands());
