import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/init.ts'

/** Options of `ternate init`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('folder', { type: 'string', demandOption: true, describe: 'a new folder' })
    .options({
      like: { type: 'string', requiresArg: true, describe: 'a shipped problem to copy; template unless given' },
      from: {
        type: 'string',
        requiresArg: true,
        describe: 'a folder that another engine evolves, to be taken over, or a table of examples (CSV), the last column the output',
      },
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 init ./mine', '')
    .example('$0 init ./mine --like bin-packing', '')
    .example('$0 init ./mine --like synthesis --from examples.csv', 'makes a problem of inputs and outputs')
    .example('$0 init ./mine --from ./openevolve-folder', 'takes over initial_program.*, evaluator.py and config.yaml')
