import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/transfer.ts'
import { plugin } from '../shared-options.ts'

/** Options of `ternate transfer`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('champion', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'a run, whose champion is tried, or the files of a program',
    })
    .options({
      problems: {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'problems that it was not bred for, with commas: names, or folders',
      },
      models: { type: 'string', requiresArg: true, describe: 'models that answer there, with commas; each is tried' },
      against: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'what it is held against: a run, or files [the first initial program]',
      },
      set: { type: 'string', array: true, requiresArg: true, describe: 'held-out sets, as heldOut/NAME; may be given several times [all]' },
      'base-url': { type: 'string', requiresArg: true, describe: 'where the models are [OpenAI]' },
      config: { type: 'string', requiresArg: true, describe: 'file of settings of models [ternate.yaml, if there is one]' },
      calls: { type: 'number', requiresArg: true, describe: 'most calls of models' },
      tokens: { type: 'number', requiresArg: true, describe: 'most tokens' },
      dollars: { type: 'number', requiresArg: true, describe: 'most dollars; needs a price for every model' },
      plugin,
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 transfer runs/seven --problems bin-packing-uniform,bin-packing-any', 'where it was not bred')
    .example('$0 transfer runs/prompt --problems ./mine --models small,large', 'with models that it was not bred with')
