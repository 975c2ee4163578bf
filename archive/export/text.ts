import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { type Archive, TernateError } from '../../engine/contracts/index.ts'
import { defined } from '../../engine/contracts/defined.ts'
import { encode } from '../canonical.ts'
import { corrupt, GENESIS } from '../digest.ts'
import type { RunFile } from '../folder.ts'
import { FORMAT } from '../folder.ts'
import { freshProgram, type Line, LONGEST_LINE } from './line.ts'

/** What a text was made of. */
export interface Extent {
  readonly files: number
  readonly entries: number
  readonly programs: number
  readonly digest: string
}

function write(line: Line): string {
  const text = `${encode(line)}\n`
  if (text.length < LONGEST_LINE) return text
  throw new TernateError('EXPORT_LARGE', 'a file of the problem is too large to be exported', 'Keep files of a problem below 90 MB.')
}

/** A file of a run's problem, or of its plug-in of that number. */
export interface RunSource {
  readonly path: string
  readonly plugin?: number
  readonly bytes: Uint8Array
}

/**
 * The lines of a run, made as they are read, up to the entry that is the archive's last when it begins; what a run still writes
 * stays out. Returns what was written.
 */
export function* textOf(run: RunFile, archive: Archive, sources: Iterable<RunSource>): Generator<string, Extent> {
  const hash = createHash('sha256')
  const last = archive.head()
  let files = 0
  let entries = 0
  let programs = 0
  const say = (line: Line): string => {
    const text = write(line)
    hash.update(text)
    return text
  }

  const { manifest, budget } = run
  // The problem by its name: where it lies on this machine is nobody else's business.
  yield say({ kind: 'run', format: FORMAT, run: { manifest, budget, problem: manifest.problem.name } })
  for (const { path, plugin, bytes } of sources) {
    files += 1
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const content = isUtf8(buffer) ? { text: buffer.toString('utf8') } : { base64: buffer.toString('base64') }
    yield say({ kind: 'file', path, ...defined({ plugin }), ...content })
  }
  for (const entry of archive.entries(1, (last?.index ?? 0) + 1)) {
    const fresh = freshProgram(entry.record)
    if (fresh !== undefined) {
      const { number } = fresh.program
      const program = archive.program(number)
      if (program === undefined) throw corrupt(`program ${number} is missing`)
      programs += 1
      yield say({ kind: 'program', number, ...program })
    }
    entries += 1
    yield say({ kind: 'entry', ...entry })
  }
  const extent = { files, entries, programs, digest: last?.digest ?? GENESIS }
  yield write({ kind: 'end', ...extent, sha256: hash.digest('hex') })
  return extent
}
