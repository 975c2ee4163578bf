import type { Archive } from '../engine/contracts/archive.ts'

/** What of a run's programs was new. */
export interface Variety {
  /** The canonical hashes of its programs: initial ones and offspring that were judged, not what proposers tried on the way. */
  readonly forms: ReadonlySet<string>
  /** Lines that offspring have and their first parents have not. */
  readonly added: number
  /** Those of them that an earlier ancestor had. */
  readonly reintroduced: number
}

/** Whether a line says something: brackets alone do not. */
const says = (line: string): boolean => /[\p{L}\p{N}]/u.test(line)

/** The canonical hashes of a run's programs. */
export function formsIn(archive: Pick<Archive, 'column'>): ReadonlySet<string> {
  const hashes = archive.column('canonicalHashes')
  const forms = new Set<string>()
  for (let at = 0; at < hashes.length; at += 4) forms.add(hashes.subarray(at, at + 4).join(' '))
  return forms
}

/**
 * Counts the lines that the offspring of a run added, and those that came back.
 *
 * A line counts as re-introduced where an offspring has it, byte for byte in a file of the same name, its first parent has not, and
 * an earlier ancestor by first parents had it. Each offspring is compared with its own line of descent. Of lines that stand in a file
 * several times one counts; lines without a letter or a digit do not. After Pelleriti et al., What do evolutionary coding agents
 * evolve? (arXiv 2605.20086, 2026), who found that about 30 % of the lines that language models add are such.
 */
export function linesIn(archive: Pick<Archive, 'column' | 'program'>): Omit<Variety, 'forms'> {
  const parents = archive.column('parents')
  const known = new Map<string, number>()
  const numberOf = (line: string): number => {
    const number = known.get(line) ?? known.size
    known.set(line, number)
    return number
  }
  const lines: ReadonlySet<number>[] = []
  let added = 0
  let reintroduced = 0
  for (const [at, parent] of parents.entries()) {
    const files = Object.entries(archive.program(at + 1)?.files ?? {})
    const own = new Set(
      files.flatMap(([name, text]) =>
        text
          .split('\n')
          .filter(says)
          .map((line) => numberOf(`${name}\n${line}`)),
      ),
    )
    lines.push(own)
    if (parent === 0) continue
    const fresh = own.difference(lines[parent - 1] ?? new Set())
    added += fresh.size
    const before = new Set<number>()
    for (let up = parents[parent - 1] ?? 0; up !== 0 && before.size < fresh.size; up = parents[up - 1] ?? 0)
      for (const line of fresh) if (lines[up - 1]?.has(line) === true) before.add(line)
    reintroduced += before.size
  }
  return { added, reintroduced }
}

/** What of a run's programs was new. */
export const varietyOf = (archive: Pick<Archive, 'column' | 'program'>): Variety => ({ forms: formsIn(archive), ...linesIn(archive) })
