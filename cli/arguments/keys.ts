import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/keys.ts'

/** Options of `ternate keys`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('action', { type: 'string', choices: ['show', 'new'] as const, default: 'show' as const, describe: 'new: make a key' })
    .options({
      key: { type: 'string', requiresArg: true, describe: 'file of your private key [TERNATE_KEY, or ~/.config/ternate/key.pem]' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 keys new', 'make a key, and print what names you in a policy')
    .example('$0 keys', 'your key, and the people of proposals/policy.yaml')
