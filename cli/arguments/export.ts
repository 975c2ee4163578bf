import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/export.ts'

/** Options of `ternate export`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of the run' })
    .options({
      to: {
        choices: ['jsonl', 'csv', 'bundle'] as const,
        default: 'jsonl' as const,
        requiresArg: true,
        describe: 'all of it as lines of JSON; its programs as a table; all of it, compressed, with its problem',
      },
      out: { type: 'string', requiresArg: true, describe: 'new file [standard output]' },
      json: { type: 'boolean', default: false, describe: 'say what was written for machines; needs --out' },
    })
    .example('$0 export runs/a --to bundle --out a.ternate', '')
    .example('$0 export runs/a --to csv --out a.csv', '')
