import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/evaluate.ts'

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
      cases: { type: 'string', requiresArg: true, describe: 'JSON file of cases instead' },
      plugin: {
        type: 'string',
        array: true,
        requiresArg: true,
        describe: 'a module that defines a runner, a language or other parts; may be given several times',
      },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 evaluate ./mine rules/*.ts --set all', 'a table of programs and sets')
    .example('$0 evaluate bin-packing mine.ts --cases orders.json', 'with [{ "input": { "capacity": 100, "items": [60, 40] } }]')
    .example('$0 evaluate ./mine ./candidate', 'all source files of a folder')
