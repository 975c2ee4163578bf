import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/rollback.ts'

/** Options of `ternate rollback`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('name', { type: 'string', demandOption: true, describe: "name of the release, which is its problem's" })
    .options({
      why: { type: 'string', requiresArg: true, describe: 'your reason, which the history keeps' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 rollback support', 'end its canary, or put the champion of before back, byte for byte')
