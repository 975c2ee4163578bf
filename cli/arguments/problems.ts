import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/problems.ts'

/** Options of `ternate problems`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs.options({ json: { type: 'boolean', default: false, describe: 'one problem a line, for machines' } }).example('$0 problems', '')
