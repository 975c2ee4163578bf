import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/inject.ts'

/** Options of `ternate inject`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .positional('program', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'a file, several of one program, or a folder of them',
    })
    .options({
      of: { type: 'number', requiresArg: true, describe: 'the program that you changed, if any' },
      text: { type: 'string', requiresArg: true, describe: 'what you had in mind' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 inject runs/a mine.ts', '')
    .example('$0 show runs/a champion --source > best.ts; $0 inject runs/a best.ts --of 17', 'after a change of yours')
