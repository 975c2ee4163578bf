import type { CommandBuilder } from 'yargs'
import type { Arguments } from '../commands/traces.ts'

/** Options of `ternate traces`, with examples. */
export const builder: CommandBuilder<object, Arguments> = (yargs) =>
  yargs
    .positional('action', {
      type: 'string',
      choices: ['add', 'list', 'attribute', 'case'] as const,
      demandOption: true,
      describe: 'add traces of a file; list them; say what failures are due to; print failures as cases',
    })
    .positional('names', { type: 'string', array: true, describe: 'files to add; traces by their names [all that failed]' })
    .options({ json: { type: 'boolean', default: false, describe: 'for machines, a line for each trace' } })
    .example('$0 traces add support.jsonl', '')
    .example('$0 traces attribute', '')
    .example('$0 traces case T-0123456789abcdef > failed.jsonl', '')
    .epilogue(
      'A file holds a trace on each line, or OTLP JSON with spans of the GenAI conventions of OpenTelemetry. Traces lie in .ternate/traces of the folder that you are in.',
    )
