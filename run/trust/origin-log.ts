import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../../disk/read.ts'
import type { Archive, JournalEntry, JournalRecord } from '../../engine/contracts/archive.ts'
import type { RecordedCall } from '../../engine/contracts/ticket.ts'
import { stableText } from '../../engine/contracts/stable.ts'
import type { OriginLog } from '../../trust/contracts.ts'
import { chain } from '../chain.ts'
import { readLetters } from '../letters.ts'
import type { RunFolder } from '../folder.ts'

type Text = { readonly where: string; readonly text: string }

/** Tickets whose questions to models are put together again, the last ones: each takes a walk through the journal. */
const LETTERS = 10
/** Bytes of a file beside the archive, and what the name of one ends with that people hand on. */
const LARGEST = 20_000_000
const HANDED_ON = /\.(?:jsonl?|html|csv|md|txt)$/

type Commit = Extract<JournalRecord, { type: 'commit' }>

const callsIn = ({ outcome }: Commit): readonly RecordedCall[] => ('calls' in outcome ? (outcome.calls ?? []) : [])

/** The numbers by which a journal is to be believed; what is missing of it or broken, in words. */
function walk(entries: Iterable<JournalEntry>, visit: (entry: JournalEntry) => void): string[] {
  const gaps: string[] = []
  let digest = chain.genesis
  let expected = 1
  for (const entry of entries) {
    if (entry.index > expected)
      gaps.push(
        entry.index - expected === 1
          ? `record ${expected} of the journal is missing`
          : `records ${expected} to ${entry.index - 1} of the journal are missing`,
      )
    else if (chain.extend(digest, entry.record) !== entry.digest)
      gaps.push(`record ${entry.index} of the journal does not follow from the one before`)
    digest = entry.digest
    expected = entry.index + 1
    visit(entry)
  }
  return gaps
}

/** What people and proposers wrote into a run. */
function* wordsOf({ index, record }: JournalEntry): Generator<Text> {
  const where = `record ${index} of the journal (${record.type})`
  if ('text' in record && typeof record.text === 'string') yield { where, text: record.text }
  if (record.type === 'injection') for (const [file, text] of Object.entries(record.files)) yield { where: `${where}, ${file}`, text }
  if (record.type !== 'commit') return
  for (const call of callsIn(record)) yield { where: `a call in record ${index} of the journal`, text: stableText(call) }
}

function* sourcesIn(archive: Pick<Archive, 'program'>): Generator<Text> {
  for (let number = 1; ; number++) {
    const program = archive.program(number)
    if (program === undefined) return
    for (const [file, text] of Object.entries(program.files)) yield { where: `the source of program ${number}, ${file}`, text }
  }
}

/** The questions of the last tickets that asked models, as they went out. */
async function* promptsOf(folder: string, tickets: readonly number[]): AsyncGenerator<Text> {
  for (const ticket of tickets.slice(-LETTERS))
    for (const { messages, purpose } of await readLetters(folder, ticket))
      for (const { content } of messages)
        yield { where: `a prompt of ticket ${ticket} (${purpose})`, text: typeof content === 'string' ? content : stableText(content) }
}

/** What was written into the run's folder for others to read. */
function* handedOn(folder: string): Generator<Text> {
  for (const name of readdirSync(folder).sort()) {
    if (!HANDED_ON.test(name)) continue
    const read = readText(join(folder, name), LARGEST, { links: false })
    if (read.ok) yield { where: `the file ${name} of the run`, text: read.content }
  }
}

/** How often each program was denied each capability. */
function deniedIn(commits: readonly Commit[]): OriginLog['denied'] {
  const counts = new Map<string, { program: number; capability: string; count: number }>()
  for (const commit of commits) {
    const program = commit.outcome.kind === 'evaluated' ? commit.outcome.program.number : 0
    for (const call of callsIn(commit)) {
      if (call.kind !== 'capability' || call.envelope.ok || call.envelope.denied !== true) continue
      const key = `${program} ${call.call.capability}`
      const found = counts.get(key) ?? { program, capability: call.call.capability, count: 0 }
      found.count += 1
      counts.set(key, found)
    }
  }
  return [...counts.values()]
}

/** Best train scores as they were recorded, with the validation score of the program that was chosen. */
function improvementsIn(entries: readonly JournalEntry[], direction: 'minimize' | 'maximize'): OriginLog['improvements'] {
  const found: { program: number; train: number; validation?: number }[] = []
  for (const { record } of entries) {
    if (record.type === 'champion')
      found.push({
        program: record.program,
        train: record.score,
        ...(record.validation === undefined ? {} : { validation: record.validation }),
      })
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') continue
    const { evaluation, program } = record.outcome
    if (evaluation.set !== 'train' || evaluation.score === undefined || evaluation.positions !== undefined) continue
    const best = found.at(-1)
    const leads = best === undefined || (direction === 'maximize' ? evaluation.score > best.train : evaluation.score < best.train)
    if (leads) found.push({ program: program.number, train: evaluation.score })
  }
  return found
}

/**
 * What a run left behind, for an audit of a program that came from it. The journal is walked at once; texts are read when they are asked
 * for, while the run's archive is open.
 *
 * @param exports files elsewhere that were made of the run, to be searched as well
 * @param digest that the journal had when the candidate was taken from it; a journal that was written anew has it nowhere
 */
export function originLogOf(
  run: RunFolder,
  direction: 'minimize' | 'maximize',
  exports: readonly string[] = [],
  digest?: string,
): OriginLog {
  const entries: JournalEntry[] = []
  const gaps = walk(run.archive.entries(1, (run.archive.head()?.index ?? 0) + 1), (entry) => void entries.push(entry))
  if (digest !== undefined && !entries.some((entry) => entry.digest === digest))
    gaps.push('the journal never had the digest that the candidate names: records were cut out, put in or written anew')
  const commits = entries.flatMap(({ record }) => (record.type === 'commit' ? [record] : []))
  const asked = commits.filter((commit) => callsIn(commit).some(({ kind }) => kind !== 'capability')).map(({ ticket }) => ticket.number)
  async function* texts(): AsyncGenerator<Text> {
    yield* sourcesIn(run.archive)
    for (const entry of entries) yield* wordsOf(entry)
    yield* promptsOf(run.folder, asked)
    yield* handedOn(run.folder)
    for (const file of exports) {
      const read = readText(file, LARGEST)
      if (read.ok) yield { where: `the export ${file}`, text: read.content }
    }
  }
  return {
    improvements: improvementsIn(entries, direction),
    evaluations: commits.filter(({ outcome }) => outcome.kind === 'evaluated').length,
    texts: texts(),
    gaps,
    denied: deniedIn(commits),
  }
}
