import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/stop.ts'

/** Options of `ternate stop`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run that a process owns' })
    .options({
      finish: { type: 'boolean', default: false, describe: 'end the search too: judge its finalists and choose a champion' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 stop runs/a', '')
    .example('$0 stop runs/a --finish', '')
