import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/releases.ts'

/** Options of `ternate releases`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('name', { type: 'string', describe: 'one to show, with its history' })
    .options({ json: { type: 'boolean', default: false, describe: 'for machines' } })
    .example('$0 releases', 'champions, canaries and how their bounds stand')
    .example('$0 releases support', 'with its history')
