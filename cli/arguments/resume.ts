import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/resume.ts'
import { sandbox } from '../shared-options.ts'

/** Options of `ternate resume`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .options({
      workers: { type: 'number', requiresArg: true, describe: 'worker threads [one a processor]' },
      sandbox,
      'no-baselines': { type: 'boolean', default: false, describe: 'do not evaluate baselines on every set at the end' },
      seconds: { type: 'number', requiresArg: true, describe: 'seconds that this process may spend' },
      evaluations: { type: 'number', requiresArg: true, describe: 'search on until so many evaluations in all' },
      fuel: { type: 'number', requiresArg: true, describe: 'search on until so much fuel in all' },
      target: { type: 'number', requiresArg: true, describe: 'search on until a train score is as good' },
      patience: { type: 'number', requiresArg: true, describe: 'search on until so many evaluations without progress in all' },
      'no-optimum': { type: 'boolean', default: false, describe: "search on beyond the problem's known optimum" },
      calls: { type: 'number', requiresArg: true, describe: 'search on until so many calls of models in all' },
      tokens: { type: 'number', requiresArg: true, describe: 'search on until so many tokens in all' },
      dollars: { type: 'number', requiresArg: true, describe: 'search on until so many dollars in all' },
      'accept-differences': {
        type: 'boolean',
        default: false,
        describe: 'go on with another engine, problem content or platform; it is journaled',
      },
      json: { type: 'boolean', default: false, describe: 'one event a line, for machines' },
    })
    .example('$0 resume runs/a', '')
    .example('$0 resume runs/a --evaluations 40000', '')
