import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/note.ts'

/** Options of `ternate note`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .positional('text', { type: 'string', demandOption: true, describe: 'the note' })
    .options({
      program: { type: 'number', requiresArg: true, describe: 'the program that it is about [the whole run]' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 note runs/a "overfits the short lists" --program 17', '')
