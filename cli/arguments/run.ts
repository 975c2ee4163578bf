import type { CommandBuilder } from 'yargs'
import { strategies } from '../../strategies/presets/index.ts'
import type { Arguments } from '../commands/run.ts'
import { sandbox } from '../shared-options.ts'

/** Options of `ternate run`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', describe: 'name of a shipped problem, or the folder of one' })
    .options({
      seed: { type: 'string', requiresArg: true, describe: 'any text; equal seeds give equal runs [1]' },
      evaluations: {
        type: 'number',
        requiresArg: true,
        describe: "stop after so many evaluations [the problem's own, or 16000; 500 with models]",
      },
      fuel: { type: 'number', requiresArg: true, describe: 'stop after so much fuel' },
      seconds: { type: 'number', requiresArg: true, describe: 'stop after so many seconds' },
      target: { type: 'number', requiresArg: true, describe: 'stop when a train score is as good' },
      patience: { type: 'number', requiresArg: true, describe: 'stop after so many evaluations without progress' },
      'no-optimum': { type: 'boolean', default: false, describe: "search on when the problem's known optimum is reached" },
      calls: { type: 'number', requiresArg: true, describe: 'stop after so many calls of models' },
      tokens: { type: 'number', requiresArg: true, describe: 'stop after so many tokens, sent and received' },
      dollars: { type: 'number', requiresArg: true, describe: 'stop after so many dollars; prices stand in ternate.yaml' },
      model: { type: 'string', array: true, requiresArg: true, describe: 'a model to ask, or ROLE=MODEL; may be given several times' },
      'base-url': { type: 'string', requiresArg: true, describe: "any OpenAI-compatible endpoint [OpenAI's]" },
      'in-flight': { type: 'number', requiresArg: true, describe: 'calls under way at a time [16]' },
      cassette: { type: 'string', requiresArg: true, describe: 'repeat the calls of this run; no model is asked' },
      notes: { type: 'string', requiresArg: true, describe: 'begin with the notes of this run on similar cases' },
      workers: { type: 'number', requiresArg: true, describe: 'worker threads; changes nothing but the speed [one a processor]' },
      sandbox,
      'no-baselines': { type: 'boolean', default: false, describe: 'do not evaluate baselines on every set at the end' },
      strategy: {
        type: 'string',
        requiresArg: true,
        describe: `${Object.keys(strategies).join(', ')}, or a file that exports one [the problem's own, or default]`,
      },
      plugin: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'a module that defines parts: for the strategy, a runner, a language; may be given several times',
      },
      config: { type: 'string', requiresArg: true, describe: 'file of settings [ternate.yaml, if there is one]' },
      manifest: {
        type: 'string',
        requiresArg: true,
        describe: 'repeat this run',
        conflicts: ['problem', 'seed', 'strategy', 'plugin', 'config', 'notes'],
      },
      out: { type: 'string', requiresArg: true, describe: 'new folder for the run [runs/PROBLEM-N]' },
      json: { type: 'boolean', default: false, describe: 'one event a line, for machines' },
    })
    .example('$0 run bin-packing --seed 7 --evaluations 20000', '')
    .example('$0 run ./mine --seconds 60 --out runs/a', '')
    .example('$0 run --manifest runs/a', '')
    .example('$0 run ./mine --model small --base-url http://127.0.0.1:8080/v1 --calls 200', '')
