import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/verify.ts'
import { plugin } from '../shared-options.ts'
import { SAMPLE } from '../defaults.ts'

/** Options of `ternate verify`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run; or a proposal, such as P-0007, or its folder' })
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
      problem: {
        type: 'string',
        requiresArg: true,
        describe: 'of a proposal: where its problem is on this machine [as the proposal has it]',
      },
      plugin,
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .conflicts({ all: ['journal', 'sample', 'engine'], journal: ['sample', 'engine'] })
    .example('$0 verify runs/a', '')
    .example('$0 verify runs/a --all', '')
    .example('$0 verify runs/a --engine quickjs --sample 100', '')
    .example('$0 verify P-0007', 'derive its page, its change and its table again, and judge its cases again')
    .epilogue("Exit code 0: equal; 1: not equal, the first difference is shown. Code of the run's problem is run, except by --sample 0.")
