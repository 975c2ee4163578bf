import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp'
import { componentsOf } from './components.ts'

/**
 * Tells whether a backtracking matcher may need more than linear time for a pattern. Its positions are those of Glushkov's automaton (Russian
 * Mathematical Surveys 16, 1961); a text can be read in exponentially or polynomially many ways where the automaton has the loops that Weber
 * and Seidl name (Theoretical Computer Science 88, 1991, conditions EDA and IDA). What reaches an end that nothing guards is a match, and is
 * never tried again, so such positions are left out.
 */

/** Characters for which patterns are told apart. */
const SAMPLES = Array.from({ length: 0x300 }, (_, code) => String.fromCodePoint(code)).concat('\u2028', '\ufeff', 'Ж', '文', '🙂')

/** Positions of a pattern, counted parts written out. */
const MOST_POSITIONS = 100

/** Ways in which counted parts may share out a text. */
const MOST_WAYS = 10_000

/** A part of a pattern: where it begins and ends, whether it may be empty, and the same of its ends with assertions for something that may fail. */
interface Part {
  readonly first: readonly number[]
  readonly last: readonly number[]
  readonly sure: readonly number[]
  readonly nullable: boolean
  readonly surelyNullable: boolean
  /** In how many ways its counted parts may share out a text. */
  readonly ways: number
}

const EMPTY: Part = { first: [], last: [], sure: [], nullable: true, surelyNullable: true, ways: 1 }

class Refusal extends Error {}

/** Indices of the samples that a part of a pattern reads; all where it stands for anything. */
function readBy(raw: string | undefined, flags: string): ReadonlySet<number> {
  const one = raw === undefined ? undefined : new RegExp(`^(?:${raw})$`, flags)
  return new Set(SAMPLES.keys().filter((k) => one?.test(SAMPLES[k] as string) !== false))
}

/** The automaton of one alternative of a pattern. */
class Automaton {
  /** Indices of the samples that a position may read. */
  readonly reads: ReadonlySet<number>[] = []
  readonly next: Set<number>[] = []
  /** Edges that two loops have: whoever goes along has come by one or by the other. */
  readonly twice: (readonly [from: number, to: number])[] = []
  readonly flags: string
  /** What was found of a part that stands there again, or is counted. */
  readonly #known = new Map<string | undefined, ReadonlySet<number>>()

  constructor(flags: string) {
    this.flags = flags
  }

  position(raw: string | undefined): Part {
    if (this.reads.length >= MOST_POSITIONS)
      throw new Refusal(`it has more than ${MOST_POSITIONS} parts, those that are counted written out`)
    const read = this.#known.get(raw) ?? readBy(raw, this.flags)
    this.#known.set(raw, read)
    const at = this.reads.push(read) - 1
    this.next.push(new Set())
    return { first: [at], last: [at], sure: [at], nullable: false, surelyNullable: false, ways: 1 }
  }

  private link(from: readonly number[], to: readonly number[], isLoop: boolean): void {
    for (const a of from)
      for (const b of to) {
        if (isLoop && this.next[a]?.has(b) === true) this.twice.push([a, b])
        this.next[a]?.add(b)
      }
  }

  concatenate(a: Part, b: Part): Part {
    this.link(a.last, b.first, false)
    return {
      first: a.nullable ? [...a.first, ...b.first] : a.first,
      last: b.nullable ? [...a.last, ...b.last] : b.last,
      sure: b.surelyNullable ? [...a.sure, ...b.sure] : b.sure,
      nullable: a.nullable && b.nullable,
      surelyNullable: a.surelyNullable && b.surelyNullable,
      ways: a.ways * b.ways,
    }
  }

  private loop(a: Part): Part {
    this.link(a.last, a.first, true)
    return a
  }

  private counted(make: () => Part, min: number, max: number): Part {
    if (max === 0) return EMPTY
    if (max === Infinity && min === 0) return optional(this.loop(make()))
    if (max === Infinity && min === 1) return this.loop(make())
    const one = make()
    const rest = this.counted(make, Math.max(0, min - 1), max - 1)
    const whole = this.concatenate(one, min > 1 || rest.nullable ? rest : optional(rest))
    return min === 0 ? optional(whole) : whole
  }

  part(element: AST.Element): Part {
    switch (element.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass':
        return this.position(element.raw)
      case 'Group':
      case 'CapturingGroup':
        return this.either(element.alternatives)
      case 'Quantifier': {
        const { min, max } = element
        const part = this.counted(() => this.part(element.element), min, max)
        return max === Infinity ? part : { ...part, ways: part.ways * (max - min + 1) }
      }
      case 'Assertion':
        if (element.kind === 'lookahead' || element.kind === 'lookbehind') throw new Refusal('it looks around')
        return { ...EMPTY, surelyNullable: false }
      default:
        throw new Refusal('it refers back to what it has read')
    }
  }

  either(alternatives: readonly AST.Alternative[]): Part {
    const parts = alternatives.map(({ elements }) => this.sequence(elements))
    return {
      first: parts.flatMap(({ first }) => first),
      last: parts.flatMap(({ last }) => last),
      sure: parts.flatMap(({ sure }) => sure),
      nullable: parts.some(({ nullable }) => nullable),
      surelyNullable: parts.some(({ surelyNullable }) => surelyNullable),
      ways: parts.reduce((sum, { ways }) => sum + ways, 0),
    }
  }

  sequence(elements: readonly AST.Element[]): Part {
    return elements.reduce((whole, element) => this.concatenate(whole, this.part(element)), EMPTY)
  }
}

const optional = (part: Part): Part => ({ ...part, nullable: true, surelyNullable: true })

/** The automaton without positions that are never tried again: where each goes, and which characters it reads, as bits of classes of samples. */
interface Walk {
  readonly count: number
  readonly next: readonly (readonly number[])[]
  readonly reads: readonly bigint[]
  /** The component of each position; -1: no loop goes through it. */
  readonly loop: Int32Array
}

/** Which samples positions read, as bits: samples that the same positions read share one. */
function bitsOf(reads: readonly ReadonlySet<number>[]): bigint[] {
  const classes = new Map<string, bigint>()
  const bits = reads.map(() => 0n)
  for (const sample of SAMPLES.keys()) {
    const readers = [...reads.keys()].filter((at) => reads[at]?.has(sample) === true)
    const key = readers.join(' ')
    const bit = classes.get(key) ?? 1n << BigInt(classes.size)
    classes.set(key, bit)
    for (const at of readers) bits[at] = (bits[at] ?? 0n) | bit
  }
  return bits
}

function walkOf({ reads, next }: Automaton, gone: ReadonlySet<number>): Walk {
  const open = next.map((those, from) => (gone.has(from) ? [] : [...those].filter((to) => !gone.has(to))))
  const count = reads.length
  return { count, next: open, reads: bitsOf(reads), loop: componentsOf({ count, next: (node) => open[node] ?? [] }) }
}

/** Two positions side by side, one in each of two components, that read one text: its loops, a pair as `a * count + b`. */
function pairsOf({ count, next, reads, loop }: Walk, one: number, other: number): Int32Array {
  const isIn = (position: number, component: number): boolean => loop[position] === component
  return componentsOf({
    count: count * count,
    next(pair) {
      const [a, b] = [Math.floor(pair / count), pair % count]
      if (!isIn(a, one) || !isIn(b, other)) return []
      return (next[a] ?? []).flatMap((to) =>
        isIn(to, one)
          ? (next[b] ?? []).flatMap((beside) =>
              isIn(beside, other) && ((reads[to] ?? 0n) & (reads[beside] ?? 0n)) !== 0n ? [to * count + beside] : [],
            )
          : [],
      )
    },
  })
}

/** Whether a text leads from a position back to itself in two ways (EDA): a loop of pairs holds one of equal positions and one of different ones. */
function readsTwice({ count }: Walk, pairs: Int32Array): boolean {
  const equal = new Set<number>()
  for (let at = 0; at < count; at++) equal.add(pairs[at * count + at] ?? -1)
  equal.delete(-1)
  return pairs.some((component, pair) => equal.has(component) && Math.floor(pair / count) !== pair % count)
}

/**
 * Whether one text leads from a position to itself, to another one, and from that to itself (IDA): `from (q, q, other) to (q, other, other)`. All
 * along, the first and the third are a pair of one loop.
 */
function sharesOut({ count, next, reads }: Walk, pairs: Int32Array, q: number, other: number): boolean {
  const loop = pairs[q * count + other]
  const numberOf = (a: number, b: number, c: number): number => (a * count + b) * count + c
  const goal = numberOf(q, other, other)
  const seen = new Set<number>()
  const open: (readonly [number, number, number])[] = [[q, q, other]]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const a of next[at[0]] ?? [])
      for (const c of next[at[2]] ?? []) {
        if (pairs[a * count + c] !== loop) continue
        const both = (reads[a] ?? 0n) & (reads[c] ?? 0n)
        for (const b of next[at[1]] ?? []) {
          const number = numberOf(a, b, c)
          if ((both & (reads[b] ?? 0n)) === 0n || seen.has(number)) continue
          if (number === goal) return true
          seen.add(number)
          open.push([a, b, c])
        }
      }
  }
  return false
}

/** What is wrong with the loops of an automaton. `anywhere` is the position that stands for all that may come before a match. */
function faultOf(walk: Walk, twice: Automaton['twice'], anywhere: number | undefined): string | undefined {
  const { count, loop } = walk
  if (twice.some(([from, to]) => loop[from] !== -1 && loop[from] === loop[to])) return 'it repeats what repeats itself'
  const components = [...new Set(loop)].filter((component) => component !== -1)
  for (const component of components)
    if (readsTwice(walk, pairsOf(walk, component, component))) return 'it repeats what can be read in two ways'
  for (const one of components)
    for (const other of components) {
      const pairs = pairsOf(walk, one, other)
      for (const [pair, component] of pairs.entries()) {
        const [q, beside] = [Math.floor(pair / count), pair % count]
        if (component !== -1 && q !== beside && sharesOut(walk, pairs, q, beside))
          return q === anywhere ? 'it repeats something that may begin anywhere, and something must follow' : 'parts that repeat overlap'
      }
    }
  return undefined
}

/** Why an alternative may take more than linear time. */
function faultIn(elements: readonly AST.Element[], flags: string): string | undefined {
  const automaton = new Automaton(flags)
  const [begin] = elements
  const isAnchored = begin?.type === 'Assertion' && begin.kind === 'start' && !flags.includes('m')
  const anywhere = isAnchored ? undefined : automaton.position(undefined)
  const body = automaton.sequence(elements)
  if (body.surelyNullable) return undefined
  if (body.ways > MOST_WAYS) return `its counted parts may share out a text in more than ${MOST_WAYS} ways`
  if (anywhere !== undefined) for (const to of [0, ...body.first]) automaton.next[0]?.add(to)
  return faultOf(walkOf(automaton, new Set(body.sure)), automaton.twice, anywhere === undefined ? undefined : 0)
}

/** Why a pattern, which must be one, may take more than linear time on some text; undefined where it never does. */
export function superlinear(pattern: string, flags: string): string | undefined {
  try {
    const { pattern: parsed } = parseRegExpLiteral(new RegExp(pattern, flags))
    for (const { elements } of parsed.alternatives) {
      const fault = faultIn(elements, flags)
      if (fault !== undefined) return fault
    }
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}
