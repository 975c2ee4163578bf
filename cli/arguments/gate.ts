import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/gate.ts'
import { plugin } from '../shared-options.ts'

/** Options of `ternate gate`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .options({
      candidate: {
        type: 'string',
        array: true,
        requiresArg: true,
        demandOption: true,
        describe: 'a run, whose champion is put forward, or the files of a program',
      },
      champion: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'what it is to be better than: a run, or files [the released one, else the first initial program]',
      },
      set: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'held-out sets, as heldOut/NAME; may be given several times [those with a generator, else all]',
      },
      cases: { type: 'number', requiresArg: true, describe: 'fresh cases [as many as the frozen sets have]' },
      fixed: { type: 'boolean', default: false, describe: 'the frozen cases, although a generator makes fresh ones' },
      lift: {
        type: 'number',
        requiresArg: true,
        describe: 'gain that power is stated for: a share of cases, or a difference of scores [0.1, or half a standard deviation]',
      },
      margin: { type: 'number', requiresArg: true, describe: "how much worse stress cases may be [5 % of the champion's score]" },
      cap: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: "cost=N, latency=N or size=N: at most so many times the champion's; may be given several times",
      },
      'approve-right': { type: 'string', array: true, requiresArg: true, describe: 'a right that the candidate may add' },
      underpowered: { type: 'boolean', default: false, describe: 'test all the same where the power is below 20 %' },
      early: { type: 'boolean', default: false, describe: 'stop as soon as there is evidence enough, by the mixture e-process' },
      propose: {
        type: 'boolean',
        default: false,
        describe: 'write a proposal under proposals/ where it passes, or lacks nothing but approved rights',
      },
      why: { type: 'string', requiresArg: true, describe: 'why the change was sought, for the proposal' },
      trace: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'id of a trace that it answers, for the proposal; may be given several times',
      },
      git: {
        type: 'boolean',
        default: false,
        implies: ['propose'],
        describe: 'write the proposal as a branch, too, for an ordinary review',
      },
      out: { type: 'string', requiresArg: true, describe: 'write the report and all case results into this file' },
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
    .example('$0 gate bin-packing --candidate runs/seven', 'exit code 0: promote, 1: refused')
    .example('$0 gate bin-packing --candidate runs/seven --propose --git', 'puts it forward')
    .example('$0 gate ./mine --candidate new.ts --champion old.ts --cap cost=1.25', 'for CI')
