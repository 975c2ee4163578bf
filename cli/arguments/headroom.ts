import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/headroom.ts'

/** Options of `ternate headroom`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .options({
      draws: { type: 'number', requiresArg: true, default: 20, describe: 'random programs, from 1 on' },
      repeats: { type: 'number', requiresArg: true, default: 5, describe: 'how often the initial program is judged, from 2 on' },
      seed: { type: 'string', requiresArg: true, default: '1', describe: 'any text; the same one tries the same' },
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
    .example('$0 headroom language-id', 'what could be gained, and how many cases show it')
    .example('$0 headroom ./mine --draws 50 --json', 'more random programs, for machines')
