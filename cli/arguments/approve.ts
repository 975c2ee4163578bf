import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/approve.ts'

/** Options of `ternate approve`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('proposal', { type: 'string', demandOption: true, describe: 'the proposal, such as P-0007' })
    .options({
      why: { type: 'string', requiresArg: true, describe: 'your reason, which the log keeps' },
      key: { type: 'string', requiresArg: true, describe: 'file of your private key [TERNATE_KEY, or ~/.config/ternate/key.pem]' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 approve P-0007', '')
