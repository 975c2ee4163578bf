import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/calibrate.ts'
import { plugin } from '../shared-options.ts'

/** Options of `ternate calibrate`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .options({
      runs: { type: 'number', requiresArg: true, default: 200, describe: 'searches, each among changes that do nothing' },
      evaluations: { type: 'number', requiresArg: true, default: 160, describe: 'evaluations of each, at most 160' },
      cases: { type: 'number', requiresArg: true, describe: 'cases on which champions are tested [as many as the held-out set has]' },
      lift: {
        type: 'number',
        requiresArg: true,
        describe: 'gain that is to be found: a share of cases, or a difference of scores [0.1, or half a standard deviation]',
      },
      seed: { type: 'string', requiresArg: true, default: '1', describe: 'any text; the same one does the same' },
      plugin,
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 calibrate ./mine', 'noise, inflation by selection, false promotions, and how many cases it takes')
    .example('$0 calibrate bin-packing --runs 20 --evaluations 20 --json', 'a quick look')
