import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/pause.ts'

/** Options of `ternate pause`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run that a process owns' })
    .options({ json: { type: 'boolean', default: false, describe: 'for machines' } })
    .example('$0 pause runs/a', '')
    .example('$0 resume runs/a', '')
