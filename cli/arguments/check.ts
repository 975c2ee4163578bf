import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/check.ts'
import { plugin, sandboxOrAuto } from '../shared-options.ts'

/** Options of `ternate check`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .options({
      sandbox: sandboxOrAuto,
      plugin,
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 check ./mine', '')
