import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/init.ts'

/** Options of `ternate init`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('folder', { type: 'string', demandOption: true, describe: 'a new folder' })
    .options({
      like: { type: 'string', requiresArg: true, default: 'template', describe: 'a shipped problem to copy' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 init ./mine', '')
    .example('$0 init ./mine --like bin-packing', '')
