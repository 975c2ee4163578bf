import type { CommandModule } from 'yargs'
import { TernateError } from '../../engine/contracts/fault.ts'
import { exportRun } from '../../run/tools/export.ts'
import type { ExportFormat } from '../../run/tools/export.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

interface Arguments {
  readonly run: string
  readonly to: ExportFormat
  readonly out: string | undefined
  readonly json: boolean
}

const usage = (message: string): TernateError => new TernateError('USAGE', message, 'Name a file with --out.')

async function handler({ run, to, out, json }: Arguments): Promise<void> {
  if (out === undefined && json) throw usage('without --out the export itself is what is written')
  if (out === undefined && to === 'bundle' && process.stdout.isTTY) throw usage('a bundle is no text for a terminal')
  const file = out === undefined ? undefined : fromCaller(out)
  const { missing, ...extent } = await exportRun(fromCaller(run), to, file ?? process.stdout)
  if (missing !== undefined) process.stderr.write(`the problem's files are not in it: ${oneLine(missing)}\n`)
  if (file === undefined) return
  const { entries, programs, digest } = extent
  if (json) printJson({ out: file, to, ...extent, ...(missing === undefined ? {} : { missing }) })
  else print([`${oneLine(toCaller(file))}: ${count(entries)} records, ${count(programs)} programs`, `digest ${digest}`])
}

/** `ternate export`: a run as a file. */
export const exportCommand: CommandModule<object, Arguments> = {
  builder: (yargs) =>
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
      .example('$0 export runs/a --to csv --out a.csv', ''),
  handler,
}
