import { backupRun } from '../../run/tools/backup.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate backup` takes. */
export interface Arguments {
  readonly run: string
  readonly out: string
  readonly json: boolean
}

/** `ternate backup`: copies a run, also while it is being written, and reads the copy back. */
export async function handler({ run, out, json }: Arguments): Promise<void> {
  const copy = await backupRun(fromCaller(run), fromCaller(out))
  const { entries, programs, digest } = copy
  if (json) printJson(copy)
  else print([`${oneLine(toCaller(copy.out))}: ${count(entries)} records, ${count(programs)} programs, read back`, `digest ${digest}`])
}
