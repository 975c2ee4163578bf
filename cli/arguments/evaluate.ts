import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/evaluate.ts'
import { plugin } from '../shared-options.ts'

/** Options of `ternate evaluate`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .positional('program', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'files, or folders; modules that import each other are one program',
    })
    .options({
      set: {
        type: 'string',
        requiresArg: true,
        conflicts: ['cases'],
        describe: 'train, validation, heldOut/NAME or all [train]; what you then choose by a held-out set is no longer held out from you',
      },
      cases: {
        type: 'string',
        requiresArg: true,
        describe: 'file of cases instead: a JSON list, or a case on each line (.jsonl); also items of a hosted eval',
      },
      repeat: {
        type: 'number',
        requiresArg: true,
        default: 1,
        describe: 'evaluate so often: what the program differs by from itself is noise',
      },
      traces: {
        type: 'string',
        requiresArg: true,
        describe: 'write answer, result and every call of each case into this file, one a line',
      },
      out: { type: 'string', requiresArg: true, describe: 'store the eval run in this folder, for --against and `diff`' },
      'fail-below': { type: 'number', requiresArg: true, describe: 'exit with 1 where the score is worse than this' },
      against: {
        type: 'string',
        requiresArg: true,
        describe: 'a stored eval run; exit with 1 where the score is worse than its by more than noise',
      },
      model: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'a model to ask, as task=NAME to answer or judge=NAME to mark; may be given several times',
      },
      'base-url': { type: 'string', requiresArg: true, describe: 'where the models are [OpenAI]' },
      config: { type: 'string', requiresArg: true, describe: 'file of settings of models [ternate.yaml, if there is one]' },
      calls: { type: 'number', requiresArg: true, describe: 'most calls of models' },
      tokens: { type: 'number', requiresArg: true, describe: 'most tokens' },
      dollars: { type: 'number', requiresArg: true, describe: 'most dollars; needs a price for every model' },
      plugin,
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 evaluate ./mine rules/*.ts --set all', 'a table of programs and sets')
    .example('$0 evaluate bin-packing mine.ts --cases orders.json', 'with [{ "input": { "capacity": 100, "items": [60, 40] } }]')
    .example('$0 evaluate ./mine ./candidate', 'all source files of a folder')
    .example('$0 evaluate language-id demos.json --set validation --traces t.jsonl --out evals/a', 'an eval run, stored')
    .example('$0 evaluate ./mine prompt.md --cases d.jsonl --model task=NAME --fail-below 0.9', 'for CI: exit code 1 says that it fell')
