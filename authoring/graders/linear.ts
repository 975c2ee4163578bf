import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp'

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

/** The automaton of one alternative of a pattern. */
class Automaton {
  /** Indices of the samples that a position may read. */
  readonly reads: ReadonlySet<number>[] = []
  readonly next: Set<number>[] = []
  /** Edges that two loops have: whoever goes along has come by one or by the other. */
  readonly twice: (readonly [from: number, to: number])[] = []
  readonly flags: string

  constructor(flags: string) {
    this.flags = flags
  }

  position(raw: string | undefined): Part {
    if (this.reads.length >= MOST_POSITIONS)
      throw new Refusal(`it has more than ${MOST_POSITIONS} parts, those that are counted written out`)
    const one = raw === undefined ? undefined : new RegExp(`^(?:${raw})$`, this.flags)
    const at = this.reads.push(new Set(SAMPLES.keys().filter((k) => one?.test(SAMPLES[k] as string) !== false))) - 1
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

/** Positions side by side that read one text, as one number. */
type Tuple = readonly number[]

/** What can be reached from some positions by texts that all of them read; none of the `gone` ones is passed. */
function reach({ reads, next }: Automaton, gone: ReadonlySet<number>, start: Tuple, visit: (tuple: Tuple) => boolean): boolean {
  const seen = new Set<string>()
  const open: Tuple[] = [start]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const choices = at.map((from) => [...(next[from] ?? [])].filter((to) => !gone.has(to)))
    const tuples = choices.reduce<Tuple[]>((made, those) => made.flatMap((tuple) => those.map((to) => [...tuple, to])), [[]])
    for (const tuple of tuples) {
      const key = tuple.join(' ')
      if (seen.has(key)) continue
      const [one, ...others] = tuple.map((to) => reads[to] as ReadonlySet<number>) as [ReadonlySet<number>, ...ReadonlySet<number>[]]
      if (!one.values().some((sample) => others.every((set) => set.has(sample)))) continue
      if (visit(tuple)) return true
      seen.add(key)
      open.push(tuple)
    }
  }
  return false
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
  const gone = new Set(body.sure)
  const left = [...automaton.reads.keys()].filter((at) => !gone.has(at))
  const goesTo = (from: number, to: number): boolean => reach(automaton, gone, [from], ([at]) => at === to)
  const loops = left.filter((at) => goesTo(at, at))
  if (automaton.twice.some(([from, to]) => loops.includes(from) && (from === to || goesTo(to, from))))
    return 'it repeats what repeats itself'
  for (const q of loops) {
    const isBack = ([a, b]: Tuple): boolean => reach(automaton, gone, [a as number, b as number], ([x, y]) => x === q && y === q)
    if (reach(automaton, gone, [q, q], (pair) => pair[0] !== pair[1] && isBack(pair))) return 'it repeats what can be read in two ways'
    for (const other of loops)
      if (other !== q && goesTo(q, other) && reach(automaton, gone, [q, q, other], ([a, b, c]) => a === q && b === other && c === other))
        return q === 0 && !isAnchored
          ? 'it repeats something that may begin anywhere, and something must follow'
          : 'parts that repeat overlap'
  }
  return undefined
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
