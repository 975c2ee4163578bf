import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/list.ts'
import { RUNS } from '../defaults.ts'

/** Options of `ternate list`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('folder', { type: 'string', default: RUNS, describe: 'folder of runs' })
    .options({ json: { type: 'boolean', default: false, describe: 'one run a line, for machines' } })
    .example('$0 list', '')
