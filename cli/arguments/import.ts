import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/import.ts'

/** Options of `ternate import`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('file', { type: 'string', demandOption: true, describe: 'lines or a bundle' })
    .options({
      out: { type: 'string', demandOption: true, requiresArg: true, describe: 'new folder for the run' },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 import a.ternate --out runs/a', '')
