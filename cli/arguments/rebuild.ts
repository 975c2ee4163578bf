import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/rebuild.ts'

/** Options of `ternate rebuild`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .options({ json: { type: 'boolean', default: false, describe: 'one JSON object, for machines' } })
    .example('$0 rebuild runs/a', '')
