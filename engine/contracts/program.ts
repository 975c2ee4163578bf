/** Named source files of a program, e.g. `{ 'program.ts': 'export function ...' }`. */
export type Files = Readonly<Record<string, string>>

/**
 * A candidate: an immutable set of named source files.
 *
 * `id` is the hash of the files as stored; `canonicalHash` the hash of their syntax trees without comments, types and layout,
 * so that two programs of one canonical hash behave alike; `size` counts the nodes of those trees.
 */
export interface Program {
  readonly id: string
  readonly canonicalHash: string
  readonly size: number
  readonly files: Files
}

/** Makes a program of files, or says why they are none. */
export type MakeProgram = (
  files: Files,
) => { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly reason: string }
