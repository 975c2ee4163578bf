import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/verify.ts'
import { SAMPLE } from '../defaults.ts'

/** Options of `ternate verify`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .options({
      sample: {
        type: 'number',
        requiresArg: true,
        describe: `walk the chain, hash every program, repeat so many evaluations [${SAMPLE}]`,
      },
      journal: { type: 'boolean', describe: 'run the search again on the recorded results' },
      all: { type: 'boolean', describe: 'compute everything again' },
      engine: {
        choices: ['quickjs'] as const,
        requiresArg: true,
        describe: 'hold the answers of so many programs against those of a second JavaScript engine',
      },
      workers: { type: 'number', requiresArg: true, describe: 'worker threads for --all [one a processor]' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .conflicts({ all: ['journal', 'sample', 'engine'], journal: ['sample', 'engine'] })
    .example('$0 verify runs/a', '')
    .example('$0 verify runs/a --all', '')
    .example('$0 verify runs/a --engine quickjs --sample 100', '')
    .epilogue("Exit code 0: equal; 1: not equal, the first difference is shown. Code of the run's problem is run, except by --sample 0.")
