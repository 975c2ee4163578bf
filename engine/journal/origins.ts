import type { Archive, CommitRecord } from '../contracts/archive.ts'

/** Finds the commit that brought a program; undefined for a program that the archive does not hold. */
export function originsIn(archive: Pick<Archive, 'entries' | 'column'>): (number: number) => CommitRecord | undefined {
  let indices = new Uint32Array(0)
  return (number) => {
    if (number > indices.length) indices = archive.column('entries') as Uint32Array<ArrayBuffer>
    const index = indices[number - 1]
    if (index === undefined) return undefined
    const [entry] = archive.entries(index, index + 1)
    return entry?.record.type === 'commit' ? entry.record : undefined
  }
}
