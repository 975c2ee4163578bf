import { existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from '../../archive/folder.ts'
import { reportOn } from '../../dashboard/report.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { mustStayOut } from '../../authoring/folder.ts'
import { fromCaller, toCaller } from '../paths.ts'
import { counted } from '../view/counter.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine } from '../view/text.ts'

/** What `ternate report` takes. */
export interface Arguments {
  readonly run: string
  readonly out: string | undefined
  readonly json: boolean
}

const taken = (file: string): TernateError =>
  new TernateError('OUT_TAKEN', `${toCaller(file)} exists already`, 'Name another file with --out.')

function write(file: string, text: string): void {
  try {
    makeFolder(dirname(file))
    writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    if (reason === 'EEXIST') throw taken(file)
    throw new TernateError(
      'OUT_UNWRITABLE',
      `${toCaller(file)} cannot be written (${reason})`,
      'Name a file that you may write to with --out.',
      {
        cause: error,
      },
    )
  }
}

/** `ternate report`: a run as one file to open, keep and send. */
export async function handler({ run, out, json }: Arguments): Promise<void> {
  const folder = fromCaller(run)
  const file = out === undefined ? `${folder}.html` : fromCaller(out)
  mustStayOut(file)
  if (existsSync(file)) throw taken(file)
  const { html, bytes, pages, programs } = await counted((counter) => reportOn(folder, counter.show))
  write(file, html)
  if (json) printJson({ file, bytes, pages, programs })
  else print([`${oneLine(toCaller(file))}: ${count(bytes)} bytes, the pages of ${count(pages)} of ${count(programs)} programs`])
}
