import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/diff.ts'

/** Options of `ternate diff`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run, or of an eval run' })
    .positional('other', { type: 'string', demandOption: true, describe: 'folder of another' })
    .options({ json: { type: 'boolean', default: false, describe: 'for machines' } })
    .example('$0 diff runs/a runs/b', '')
    .example('$0 diff evals/a evals/b', 'case by case: won, lost, equal')
