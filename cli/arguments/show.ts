import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/show.ts'

/** Options of `ternate show`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .positional('program', { type: 'string', describe: '`champion`, or the number of a program' })
    .options({
      source: { type: 'boolean', default: false, describe: 'print the source and nothing else' },
      traces: {
        type: 'boolean',
        default: false,
        describe: 'the calls of the program on its train cases, what was said in them, and what came of it',
      },
      notes: { type: 'boolean', default: false, describe: 'what the run has noted, and which notes it has withdrawn' },
      case: { type: 'number', array: true, describe: 'with --traces: of these train cases alone, by their numbers' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 show runs/a', '')
    .example('$0 show runs/a champion --source', '')
    .example('$0 show runs/a 17', '')
    .example('$0 show runs/a --notes', '')
    .example('$0 show runs/a champion --traces --case 3', '')
