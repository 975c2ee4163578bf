import { rebuild as makeAnew } from '../../run/tools/rebuild.ts'
import { fromCaller } from '../paths.ts'
import { print, printJson } from '../view/print.ts'

/** What `ternate rebuild` takes. */
export interface Arguments {
  readonly run: string
  readonly json: boolean
}

const VERDICTS = {
  equal: 'equal bit for bit to the state that was there',
  different: 'different from the state that was there, which was wrong and is gone',
  none: 'there was none that fitted',
}

/** `ternate rebuild`: makes what is derived from a run's journal anew. */
export async function handler({ run, json }: Arguments): Promise<void> {
  const { records, programs, digest, equal } = await makeAnew(fromCaller(run))
  const before = equal === undefined ? 'none' : equal ? 'equal' : 'different'
  if (json) printJson({ records, programs, digest, before })
  else print([`state of ${programs} programs made anew from ${records} records: ${VERDICTS[before]}`, `digest ${digest}`])
}
