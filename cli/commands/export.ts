import { TernateError } from '../../engine/contracts/fault.ts'
import { exportRun } from '../../run/tools/export.ts'
import type { ExportFormat } from '../../run/tools/export.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate export` takes. */
export interface Arguments {
  readonly run: string
  readonly to: ExportFormat
  readonly out: string | undefined
  readonly json: boolean
}

const usage = (message: string): TernateError => new TernateError('USAGE', message, 'Name a file with --out.')

/** `ternate export`: a run as a file. */
export async function handler({ run, to, out, json }: Arguments): Promise<void> {
  if (out === undefined && json) throw usage('without --out the export itself is what is written')
  if (out === undefined && to === 'bundle' && process.stdout.isTTY) throw usage('a bundle is no text for a terminal')
  const file = out === undefined ? undefined : fromCaller(out)
  const { missing, ...extent } = await exportRun(fromCaller(run), to, file ?? process.stdout)
  if (missing !== undefined) process.stderr.write(`files of the problem or of plug-ins are not in it: ${oneLine(missing)}\n`)
  if (file === undefined) return
  const { entries, programs, digest } = extent
  if (json) printJson({ out: file, to, ...extent, ...(missing === undefined ? {} : { missing }) })
  else print([`${oneLine(toCaller(file))}: ${count(entries)} records, ${count(programs)} programs`, `digest ${digest}`])
}
