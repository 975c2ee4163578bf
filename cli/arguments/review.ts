import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/review.ts'

/** Options of `ternate review`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .positional('program', { type: 'number', demandOption: true, describe: 'number of the program' })
    .positional('verdict', {
      choices: ['keep', 'reject', 'over'] as const,
      demandOption: true,
      describe: 'keep: it stays in its population; reject: it is removed from every population; over: it ranks before the other',
    })
    .positional('other', { type: 'number', describe: 'the program over which you prefer it' })
    .options({
      text: { type: 'string', requiresArg: true, describe: 'why' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 review runs/a 17 keep', '')
    .example('$0 review runs/a 17 over 9 --text "easier to read"', '')
