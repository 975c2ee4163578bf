import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/prompt.ts'
import { plugin } from '../shared-options.ts'

/** Options of `ternate prompt`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('problem', { type: 'string', describe: 'name of a shipped problem, or the folder of one; with --ticket a run' })
    .options({
      model: { type: 'string', array: true, requiresArg: true, describe: 'a model to ask; may be given several times' },
      plugin,
      config: { type: 'string', requiresArg: true, describe: 'file of settings [ternate.yaml, if there is one]' },
      ticket: { type: 'number', requiresArg: true, describe: 'print what this ticket of the run asked' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 prompt bin-packing', '')
    .example('$0 prompt runs/mine --ticket 12', '')
    .example('$0 prompt ./mine --model small --config ternate.yaml', '')
