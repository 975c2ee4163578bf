/**
 * A part of a strategy by its name, with its options, as data: `{ use: 'tournament', size: 8 }`. Refs stand in strategies and manifests.
 */
export interface Ref {
  readonly use: string
  readonly [option: string]: unknown
}

/** A choice with its share; weights are positive integers. */
export type Weighted<T> = T & { readonly weight: number }

/** One part, or several of which one is drawn each time, by weight. */
export type Mixture = Ref | readonly Weighted<Ref>[]

/** The choices of a mixture; one part alone is a choice of one. */
export const choicesOf = (mixture: Mixture): readonly Weighted<Ref>[] =>
  Array.isArray(mixture) ? (mixture as readonly Weighted<Ref>[]) : [{ ...(mixture as Ref), weight: 1 }]

/** The options of a ref: all that is said in it beside the words that a strategy itself reads. */
export const optionsOf = (ref: Readonly<Record<string, unknown>>, words: readonly string[] = ['use', 'weight']): Record<string, unknown> =>
  Object.fromEntries(Object.entries(ref).filter(([name]) => !words.includes(name)))
