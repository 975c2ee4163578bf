import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/model.ts'
import { plugin } from '../shared-options.ts'

/** Options of `ternate model`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('action', { type: 'string', choices: ['test'] as const, demandOption: true, describe: 'what to do' })
    .positional('problem', {
      type: 'string',
      describe: 'what to ask about: name of a shipped problem, or the folder of one [bin-packing]',
    })
    .options({
      model: { type: 'string', array: true, requiresArg: true, describe: 'a model to ask; may be given several times' },
      'base-url': { type: 'string', requiresArg: true, describe: 'where the models are [OpenAI]' },
      plugin,
      config: { type: 'string', requiresArg: true, describe: 'file of settings [ternate.yaml, if there is one]' },
      json: { type: 'boolean', default: false, describe: 'for machines, a line for each question' },
    })
    .example('$0 model test --model gpt-5-mini', '')
    .example('$0 model test ./mine --model small --base-url http://127.0.0.1:8080/v1', '')
