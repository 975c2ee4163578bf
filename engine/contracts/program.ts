/** Named files of a program, e.g. `{ 'program.ts': 'export function ...' }`; how a name ends says which language the file is in. */
export type Files = Readonly<Record<string, string>>

/**
 * A candidate: an immutable set of named files.
 *
 * `id` is the hash of the files as stored; `canonicalHash` the hash of what is the same in other clothes, as the languages of the files
 * see it (of JavaScript the syntax tree without comments, types and layout), so that two programs of one canonical hash behave alike;
 * `size` is the sum of what the files count for: nodes of syntax, nodes of JSON, words of text.
 */
export interface Program {
  readonly id: string
  readonly canonicalHash: string
  readonly size: number
  readonly files: Files
}
