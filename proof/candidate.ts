import { openRun } from '../run/folder.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Files } from '../engine/contracts/program.ts'
import type { Candidate } from '../trust/contracts.ts'
import { rightsIn } from '../trust/gate/rights.ts'

/** Files of a program as what is put forward, with the rights that they declare. Throws a TernateError `GATE_RIGHTS`. */
export const candidateOf = (files: Files): Candidate => ({ files, rights: rightsIn(files) })

/**
 * The champion of a run as what is put forward.
 *
 * @throws TernateError `GATE_UNFINISHED`, `GATE_RIGHTS`, and those of `openRun`
 */
export async function championOf(folder: string): Promise<Candidate> {
  const { archive } = openRun(folder)
  try {
    let number: number | undefined
    for (const { record } of archive.entries()) if (record.type === 'champion') number = record.program
    const found = number === undefined ? undefined : archive.program(number)
    const digest = archive.head()?.digest
    if (number === undefined || found === undefined || digest === undefined)
      throw new TernateError('GATE_UNFINISHED', `${folder} has no champion yet`, 'Let the run finish: `ternate resume RUN`.')
    return { ...candidateOf(found.files), origin: { run: folder, program: number, digest } }
  } finally {
    await archive.close()
  }
}
