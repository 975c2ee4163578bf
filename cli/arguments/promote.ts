import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/promote.ts'

/** Options of `ternate promote`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('proposal', { type: 'string', demandOption: true, describe: 'the proposal, such as P-0007' })
    .options({
      canary: { type: 'string', requiresArg: true, describe: 'a share of keys that gets it at first, such as 10%, at most 50%' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 promote P-0007 --canary 10%', 'for a tenth of the keys, watched by the bounds of the policy')
    .example('$0 promote P-0007', 'for all')
