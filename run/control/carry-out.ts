import { encode } from '../../archive/canonical.ts'
import type { Archive } from '../../engine/contracts/archive.ts'
import type { Head } from '../../engine/journal/journal.ts'
import type { RunHandle } from '../../engine/run/parts.ts'
import { interventionOf } from './command.ts'
import type { Command, UserIntervention } from './command.ts'
import type { Answer } from './inbox.ts'

/** Entries of a journal that are read at a time, from its end back. */
const BACK = 256

/** Carries out a command; where the journal stands with it, undefined for one that is not journaled. */
export async function carryOut(
  run: RunHandle,
  command: Command,
  check: (intervention: UserIntervention) => void,
): Promise<Head | undefined> {
  const intervention = interventionOf(command)
  if (intervention !== undefined) {
    check(intervention)
    return run.intervene(intervention)
  }
  if (command.kind === 'stop') run.pause()
  else run.hold(command.kind === 'pause')
  return command.kind === 'finish' ? run.finish() : undefined
}

/** Finds what a command adds among the interventions that came to a journal since a time, each of them for one command. */
export function journaledIn(archive: Pick<Archive, 'head' | 'entries'>): (command: Command, since: number) => Answer | undefined {
  const found = new Set<number>()
  return (command, since) => {
    const intervention = interventionOf(command)
    if (intervention === undefined) return undefined
    const text = encode(intervention)
    const last = archive.head()?.index ?? 0
    for (let to = last + 1; to > 1; to -= BACK) {
      const entries = [...archive.entries(Math.max(1, to - BACK), to)]
      const entry = entries.find(({ index, at, record }) => at >= since && !found.has(index) && encode(record) === text)
      if (entry !== undefined) {
        found.add(entry.index)
        return { ok: true, index: entry.index, digest: entry.digest }
      }
      if ((entries[0]?.at ?? 0) < since) return undefined
    }
    return undefined
  }
}
