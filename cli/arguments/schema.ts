import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/schema.ts'

/** Options of `ternate schema`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('file', {
      choices: ['config', 'manifest'] as const,
      demandOption: true,
      describe: 'config: ternate.yaml; manifest: the manifest.json of a run',
    })
    .example('$0 schema config > ternate.schema.json', '')
