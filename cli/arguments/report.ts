import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/report.ts'

/** Options of `ternate report`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .options({
      out: { alias: 'o', type: 'string', requiresArg: true, describe: 'file to write [RUN.html]' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 report runs/a', 'writes runs/a.html')
    .example('$0 report runs/a -o report.html', '')
