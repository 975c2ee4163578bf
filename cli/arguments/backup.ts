import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/backup.ts'

/** Options of `ternate backup`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .options({
      out: { type: 'string', demandOption: true, requiresArg: true, describe: 'new folder for the copy' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 backup runs/a --out /mnt/safe/a', '')
