import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/dashboard.ts'
import { RUNS } from '../defaults.ts'

/** Options of `ternate dashboard`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('folder', { type: 'string', default: RUNS, describe: 'folder of runs, or one run' })
    .options({
      port: { type: 'number', default: 0, requiresArg: true, describe: 'port to listen on; 0: a free one' },
      host: {
        type: 'string',
        default: '127.0.0.1',
        requiresArg: true,
        describe: 'address to listen on; elsewhere than on this machine the page asks for the token in its address',
      },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 dashboard', '')
    .example('$0 dashboard runs/a --port 8080', '')
