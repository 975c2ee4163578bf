import type { ModelQuestion } from 'ternate'

/** Demonstrations that fit into the model's window; it reads the first ones. */
const WINDOW = 30

/** How often each run of three signs stands in a text, blanks around it included. */
function trigramsIn(text: string): Map<string, number> {
  const padded = `  ${text.toLowerCase()}  `
  const counts = new Map<string, number>()
  for (let at = 0; at + 3 <= padded.length; at++) {
    const trigram = padded.slice(at, at + 3)
    counts.set(trigram, (counts.get(trigram) ?? 0) + 1)
  }
  return counts
}

const lengthOf = (counts: ReadonlyMap<string, number>): number =>
  Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0))

/** Demonstrations as the model knows them: in which of them a trigram stands, and how often. */
interface Window {
  readonly inputs: readonly string[]
  readonly places: ReadonlyMap<string, readonly (readonly [at: number, count: number])[]>
  readonly lengths: readonly number[]
}

function read(inputs: readonly string[]): Window {
  const places = new Map<string, (readonly [number, number])[]>()
  const lengths = inputs.map((input, at) => {
    const counts = trigramsIn(input)
    for (const [trigram, count] of counts) {
      const known = places.get(trigram)
      if (known === undefined) places.set(trigram, [[at, count]])
      else known.push([at, count])
    }
    return lengthOf(counts)
  })
  return { inputs, places, lengths }
}

let last = read([])

/** The demonstrations of the last question are often those of the next one: they are read once. It changes no answer. */
function windowOf(inputs: readonly string[]): Window {
  if (inputs.length !== last.inputs.length || inputs.some((input, at) => input !== last.inputs[at])) last = read(inputs)
  return last
}

/**
 * Says what the nearest demonstration says, by the cosine of the angle between the vectors of trigrams; of equally near ones the first.
 * Without demonstrations it says nothing.
 */
export function nearestDemonstration({ messages }: ModelQuestion): string {
  const turns = messages.filter(({ role }) => role !== 'system').map(({ content }) => content)
  const shown = turns.slice(0, -1).slice(0, 2 * WINDOW)
  const { places, lengths } = windowOf(shown.filter((_, at) => at % 2 === 0))
  const counts = trigramsIn(turns.at(-1) ?? '')
  const products = lengths.map(() => 0)
  for (const [trigram, count] of counts)
    for (const [at, other] of places.get(trigram) ?? []) products[at] = (products[at] ?? 0) + count * other
  const length = lengthOf(counts)
  let [nearest, said] = [-1, '']
  for (const [at, product] of products.entries()) {
    const likeness = product / (length * (lengths[at] ?? 1))
    if (likeness > nearest) [nearest, said] = [likeness, shown[2 * at + 1] ?? '']
  }
  return said
}
