import type { ArchivedProgram, Evaluation, Files, Group, JournalEntry, JournalRecord, Outcome } from '../engine/contracts/index.ts'

/** The two hashes that an archive checks: the chain of its journal and the identity of a program. */
export interface Hashes {
  /** The digest before the first record. */
  readonly genesis: string
  readonly extend: (previous: string, record: JournalRecord) => string
  readonly identify: (files: Files) => string
}

/** Made-up runs to fill archives with. */
export interface Samples {
  /** A program that no other number has. */
  readonly program: (number: number) => ArchivedProgram
  /** Records as entries that follow `head`. */
  readonly entries: (head: JournalEntry | undefined, records: readonly JournalRecord[]) => JournalEntry[]
  /** The group of `count` commits that follows `head`, a new program each. */
  readonly group: (head: JournalEntry | undefined, count: number) => Group
  /** What a worker sent for program `number`. */
  readonly outcome: (number: number) => Outcome
}

/** An evaluation with every kind of number that a record may hold. */
function sampleEvaluation(number: number): Evaluation {
  const cases = Array.from({ length: 8 }, (_, i) => {
    const score = Math.sin(number + i) * 10
    return { verdict: 'scored', fuel: 1000 * i + number, score, metrics: { bins: i } } as const
  })
  const metrics = { nan: Number.NaN, far: Number.NEGATIVE_INFINITY }
  return { set: 'train', verdict: 'scored', cases, score: number === 1 ? -0 : Math.cos(number), metrics, fuel: 28000 + 8 * number }
}

/** Samples whose programs and digests are true to the given hashes. */
export function createSamples({ genesis, extend, identify }: Hashes): Samples {
  function program(number: number): ArchivedProgram {
    const text = `export function priority(item: number, residual: number): number {\n  return residual - item * ${number}\n}\n`
    const files = { 'program.ts': text }
    return { number, program: { id: identify(files), canonicalHash: identify({ form: String(number) }), size: 12 + (number % 7), files } }
  }

  function record(number: number): JournalRecord {
    const { id, canonicalHash, size } = program(number).program
    return {
      type: 'commit',
      ticket: { kind: 'offspring', number, island: number % 4, proposer: 'genetic', parents: [number >> 1], inspirations: [] },
      outcome: {
        kind: 'evaluated',
        operator: 'constant',
        program: { number, id, canonicalHash, size },
        evaluation: sampleEvaluation(number),
        inner: [],
      },
      placement: { kind: 'placed', cell: String(number % 5), elite: number % 2 === 0, removed: [] },
    }
  }

  function entries(head: JournalEntry | undefined, records: readonly JournalRecord[]): JournalEntry[] {
    let digest = head?.digest ?? genesis
    return records.map((each, i) => {
      digest = extend(digest, each)
      return { index: (head?.index ?? 0) + 1 + i, at: 1_700_000_000_000 + i, record: each, digest }
    })
  }

  return {
    program,
    entries,
    group(head, count) {
      const numbers = Array.from({ length: count }, (_, i) => (head?.index ?? 0) + 1 + i)
      return { entries: entries(head, numbers.map(record)), programs: numbers.map(program), received: [], committed: [] }
    },
    outcome: (number) => ({
      kind: 'evaluated',
      operator: 'constant',
      program: program(number).program,
      evaluation: sampleEvaluation(number),
      inner: [],
    }),
  }
}
