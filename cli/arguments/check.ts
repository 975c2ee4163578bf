import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/check.ts'

/** Options of `ternate check`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .options({
      sandbox: {
        choices: ['auto', 'bwrap', 'none'] as const,
        requiresArg: true,
        default: 'auto' as const,
        describe: 'wall around a sandbox process; auto is bwrap where that works',
      },
      plugin: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'a module that defines a runner, a language or other parts; may be given several times',
      },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 check ./mine', '')
