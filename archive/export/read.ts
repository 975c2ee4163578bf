import { createHash } from 'node:crypto'
import { firstIssue } from '../../disk/issue.ts'
import { Excess } from '../../disk/json.ts'
import { TernateError } from '../../engine/contracts/index.ts'
import { identify } from '../../languages/index.ts'
import { decode, encode } from '../canonical.ts'
import { GENESIS, link } from '../digest.ts'
import { FORMAT, otherFormat } from '../folder.ts'
import { freshProgram, type Line, LONGEST_LINE } from './line.ts'
import { exportedLine } from './schema.ts'

/** The fault of a file that is no exported run, or not the one that was exported. */
export const refused = (what: string, cause?: unknown): TernateError =>
  new TernateError(
    'IMPORT_INVALID',
    `the file is no sound export of a run: ${what}`,
    'Export the run again, or fetch the file once more.',
    {
      cause,
    },
  )

/** Cuts bytes into lines without their breaks; bounded, whatever comes. */
async function* linesOf(source: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let waiting = 0
  let total = 0
  for await (const chunk of source) {
    total += chunk.length
    if (total > most) throw refused('it is larger than an exported run can be')
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)])
      parts = []
      waiting = 0
      start = end + 1
    }
    parts.push(chunk.subarray(start))
    waiting += chunk.length - start
    if (waiting > LONGEST_LINE) throw refused('a line is too long')
  }
  if (waiting > 0) throw refused('its last line is not whole')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The value of a line, which must be written just as an export writes it. */
function parse(bytes: Buffer, number: number): Line {
  let value: unknown
  let text: string
  try {
    text = utf8.decode(bytes)
    value = decode(text)
  } catch (error) {
    throw refused(`line ${number} ${error instanceof Excess ? error.message : 'does not parse'}`, error)
  }
  const checked = exportedLine.safeParse(value)
  if (!checked.success) throw refused(`line ${number}: ${firstIssue(checked.error, value)}`)
  if (encode(value) !== text) throw refused(`line ${number} is not in the canonical form`)
  return value as Line
}

/**
 * Reads an exported run and yields its lines, each checked: its shape and form, the order of lines, every program's hash, the
 * journal's chain, and at the end the hash of all bytes. Only who has read to the end has a whole run.
 *
 * @param most bytes that the text may have
 * @throws TernateError `IMPORT_INVALID`; `ARCHIVE_FORMAT` when a newer engine wrote it
 */
export async function* readText(source: AsyncIterable<Buffer>, most: number): AsyncGenerator<Line> {
  const hash = createHash('sha256')
  const seen = { files: 0, entries: 0, programs: 0, digest: GENESIS }
  let fresh: Extract<Line, { kind: 'program' }> | undefined
  let number = 0
  let ended = false

  function checkEntry({ index, record, digest }: Extract<Line, { kind: 'entry' }>): void {
    const outcome = freshProgram(record)
    if (index !== seen.entries + 1) throw refused(`entry ${seen.entries + 1} is missing`)
    if ((index === 1) !== (record.type === 'start')) throw refused('a journal has one start, at its first entry')
    if (link(seen.digest, encode(record)) !== digest) throw refused(`entry ${index} does not follow from the entries before it`)
    if (outcome === undefined ? fresh !== undefined : fresh === undefined)
      throw refused(`entry ${index} and the program before it do not fit`)
    if (outcome !== undefined && fresh !== undefined) {
      const { id, canonicalHash, size, number: own } = outcome.program
      if (id !== fresh.id || canonicalHash !== fresh.canonicalHash || size !== fresh.size || own !== fresh.number)
        throw refused(`entry ${index} brought another program than the one before it`)
    } else if (record.type === 'commit' && record.outcome.kind === 'evaluated' && record.outcome.program.number > seen.programs)
      throw refused(`entry ${index} is about a program that is missing`)
    fresh = undefined
    seen.entries = index
    seen.digest = digest
  }

  function check(line: Line): void {
    if ((number === 1) !== (line.kind === 'run')) throw refused('its first line, and no other, is about the run')
    if (fresh !== undefined && line.kind !== 'entry') throw refused(`program ${fresh.number} has no entry`)
    switch (line.kind) {
      case 'run':
        if (line.format !== FORMAT) throw otherFormat('the file', line.format)
        return
      case 'file':
        if (seen.entries > 0 || seen.programs > 0) throw refused('a file of the problem or of a plug-in stands among the entries')
        seen.files += 1
        return
      case 'program':
        if (line.number !== seen.programs + 1) throw refused(`program ${seen.programs + 1} is missing`)
        if (identify(line.files) !== line.id) throw refused(`the files of program ${line.number} do not hash to its id`)
        seen.programs = line.number
        fresh = line
        return
      case 'entry':
        checkEntry(line)
        return
      case 'end': {
        const { files, entries, programs, digest, sha256 } = line
        if (encode({ files, entries, programs, digest }) !== encode(seen)) throw refused('its end names other contents than it has')
        if (sha256 !== hash.copy().digest('hex')) throw refused('its bytes do not hash to what its end says')
        ended = true
      }
    }
  }

  for await (const bytes of linesOf(source, most)) {
    number += 1
    if (ended) throw refused('something stands after its end')
    const line = parse(bytes, number)
    check(line)
    hash.update(bytes).update('\n')
    yield line
  }
  if (!ended) throw refused('its end is missing')
}
