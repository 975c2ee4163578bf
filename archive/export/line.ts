import type { ArchivedProgram, JournalEntry, JournalRecord } from '../../engine/contracts/index.ts'
import type { RunFile } from '../folder.ts'

/**
 * A run as a text: one canonical line each for the run's file, the files of its problem and of its plug-ins, its journal, each program right before
 * the entry that brought it, and the end, which names what was written and hashes every byte before it. A batch is the same
 * text, compressed with zstd.
 */
export type Line =
  | { readonly kind: 'run'; readonly format: number; readonly run: RunFile }
  /** A file of the problem, or of the plug-in of that number in the manifest; as text where it is UTF-8, else in base 64. */
  | ({ readonly kind: 'file'; readonly path: string; readonly plugin?: number } & ({ readonly text: string } | { readonly base64: string }))
  | ({ readonly kind: 'program'; readonly number: number } & ArchivedProgram['program'])
  | ({ readonly kind: 'entry' } & JournalEntry)
  | {
      readonly kind: 'end'
      readonly files: number
      readonly entries: number
      readonly programs: number
      /** Of the journal's last entry. */
      readonly digest: string
      /** SHA-256 of all lines before this one, their line breaks included. */
      readonly sha256: string
    }

/** Bytes that any batch may unpack to. */
export const BUNDLE_ROOM: number = 4 << 20

/** Bytes that a line may have. */
export const LONGEST_LINE: number = 128 << 20

type Evaluated = Extract<Extract<JournalRecord, { type: 'commit' }>['outcome'], { kind: 'evaluated' }>

/** The outcome of a commit that brought a new program; undefined for every other record. */
export function freshProgram(record: JournalRecord): Evaluated | undefined {
  if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') return undefined
  if (record.ticket.kind === 'evaluation' || record.placement?.kind === 'duplicate') return undefined
  return record.outcome
}
