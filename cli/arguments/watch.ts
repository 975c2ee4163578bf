import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/watch.ts'

/** Options of `ternate watch`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run that a process owns' })
    .options({ json: { type: 'boolean', default: false, describe: 'one event or status a line, for machines' } })
    .example('$0 watch runs/a', '')
