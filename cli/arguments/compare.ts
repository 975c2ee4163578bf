import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/compare.ts'
import { sandbox } from '../shared-options.ts'

/** Options of `ternate compare`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problems', { type: 'string', array: true, default: [], describe: 'names of shipped problems, or folders' })
    .options({
      strategies: {
        type: 'string',
        requiresArg: true,
        describe: 'with commas: names, best-of, files that export one; the first is compared with each other one',
      },
      seeds: { type: 'string', requiresArg: true, describe: 'how many, drawn from the plan, the same for all [10]; or which, with commas' },
      evaluations: { type: 'number', requiresArg: true, describe: 'of each strategy for a seed [2000]' },
      jobs: { type: 'number', requiresArg: true, describe: 'runs at a time [one a processor]' },
      target: { type: 'number', requiresArg: true, describe: "train score to reach [what half of the first strategy's seeds came to]" },
      model: { type: 'string', array: true, requiresArg: true, describe: 'a model, for strategies that ask one' },
      'base-url': { type: 'string', requiresArg: true, describe: "any OpenAI-compatible endpoint [OpenAI's]" },
      'in-flight': { type: 'number', requiresArg: true, describe: 'calls under way at a time, of each run [16]' },
      sandbox,
      'no-references': {
        type: 'boolean',
        default: false,
        describe: 'leave out tune-only, random and sequential, which a new experiment has beside yours',
      },
      'no-baselines': { type: 'boolean', default: false, describe: 'do not evaluate baselines on every set at the end' },
      plugin: { type: 'string', array: true, requiresArg: true, describe: 'a module that defines parts for the strategies' },
      config: { type: 'string', requiresArg: true, describe: 'file of settings; those about models and plug-ins count [ternate.yaml]' },
      out: { type: 'string', demandOption: true, requiresArg: true, describe: 'folder of the experiment, new or to go on with' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 compare bin-packing ./mine --strategies default,random,sequential,best-of --seeds 10 --out exp', '')
    .example('$0 compare --out exp', 'go on with it')
    .example('$0 compare --out exp --seeds 20 --strategies ./mine.ts', 'more of it')
