import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/sets.ts'
import { plugin } from '../shared-options.ts'

/** Options of `ternate sets`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('action', {
      type: 'string',
      choices: ['freeze', 'add', 'list'] as const,
      demandOption: true,
      describe: 'freeze what there is, add cases to the set of a role, or list what is frozen',
    })
    .positional('problem', { type: 'string', demandOption: true, describe: 'name of a shipped problem, or the folder of one' })
    .options({
      from: {
        type: 'string',
        requiresArg: true,
        describe: 'cases to add: a file, as a JSON list or with a case on each line (.jsonl), or the id of a stored trace that failed',
      },
      to: {
        type: 'string',
        requiresArg: true,
        choices: ['heldOut', 'golden', 'regression', 'stress'] as const,
        describe: 'role of the set that they are added to',
      },
      reason: { type: 'string', requiresArg: true, describe: 'why the sets change, which makes a new version of them' },
      plugin,
      json: { type: 'boolean', default: false, describe: 'for machines' },
    })
    .example('$0 sets freeze ./mine', 'before the first gate')
    .example('$0 sets add ./mine --from failed.jsonl --to regression --reason "two orders of March"', 'a new version')
    .example('$0 sets add ./mine --from T-0123456789abcdef --to regression --reason "a user was told so"', 'the case of a trace')
    .example('$0 sets list ./mine', '')
