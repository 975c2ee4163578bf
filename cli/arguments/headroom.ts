import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/headroom.ts'
import { plugin, sandboxOrAuto } from '../shared-options.ts'

/** Options of `ternate headroom`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .options({
      draws: { type: 'number', requiresArg: true, default: 20, describe: 'random programs, from 1 on' },
      repeats: { type: 'number', requiresArg: true, default: 5, describe: 'how often the initial program is judged, from 2 on' },
      seed: { type: 'string', requiresArg: true, default: '1', describe: 'any text; the same one tries the same' },
      sandbox: sandboxOrAuto,
      plugin,
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 headroom language-id', 'what could be gained, and how many cases show it')
    .example('$0 headroom ./mine --draws 50 --json', 'more random programs, for machines')
