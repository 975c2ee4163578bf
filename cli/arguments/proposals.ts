import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/proposals.ts'

/** Options of `ternate proposals`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('proposal', { type: 'string', describe: 'one to show, such as P-0007' })
    .options({ json: { type: 'boolean', default: false, describe: 'for machines' } })
    .example('$0 proposals', 'all of them, where each stands, and how often people stepped in')
    .example('$0 proposals P-0007', 'its page, who approved it, and what is missing')
