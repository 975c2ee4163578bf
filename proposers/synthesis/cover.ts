import type { Bank } from './bank.ts'
import { component, CONDITION } from './components.ts'
import { type Goal, valuesIn } from './goal.ts'
import { sameValue } from './hash.ts'
import { call, listTerm, literal, type Term } from './term.ts'
import { BOOLEAN, NUMBER, STRING } from './types.ts'

/** A term, and the situations in which it is right. */
interface Cover {
  readonly term: Term
  readonly right: readonly boolean[]
  readonly count: number
}

/** Something to divide situations by. */
interface Question {
  readonly term: Term
  readonly values: readonly unknown[]
  /** What it counts as beside the information that it gives. */
  readonly price: number
}

/** Terms that a tree may have at its leaves, and leaves that it may have. */
const TERMS = 9
const LEAVES = 12
/** Terms, conditions and numbers that are looked at. */
const LOOKED_AT = { terms: 2500, conditions: 1500, numbers: 220, texts: 60 } as const

const rightOf = (goal: Goal, term: Term): boolean[] => valuesIn(goal.world, term).map((value, k) => sameValue(value, goal.expected[k]))

/** The terms of a bank that are right somewhere, the one that is right most often first. */
export function coversOf(bank: Bank, sample: readonly number[], goal: Goal): Cover[] {
  const part = sample.map((k) => goal.expected[k])
  const seen = new Set<string>()
  const covers: Cover[] = []
  for (const { term, values } of bank.of(goal.type)) {
    if (!values.some((value, k) => sameValue(value, part[k]))) continue
    const right = rightOf(goal, term)
    const key = right.map(Number).join('')
    if (seen.has(key)) continue
    seen.add(key)
    covers.push({ term, right, count: right.filter(Boolean).length })
    if (covers.length >= LOOKED_AT.terms) break
  }
  return covers.sort((a, b) => b.count - a.count || a.term.size - b.term.size)
}

/** How much the size of a term counts against it where terms are chosen, each tried in turn. */
const BREVITIES = [0.1, 1]

/** A few terms of which one is right in each situation, chosen greedily; undefined where there are none. */
function chosen(covers: readonly Cover[], count: number, brevity: number): Cover[] | undefined {
  const open = new Set(Array.from({ length: count }, (_, k) => k))
  const taken: Cover[] = []
  while (open.size > 0 && taken.length < TERMS) {
    let best: Cover | undefined
    let most = 0
    for (const cover of covers) {
      let gain = 0
      for (const k of open) if (cover.right[k] === true) gain += 1
      const worth = gain / cover.term.size ** brevity
      if (worth > most) [best, most] = [cover, worth]
    }
    if (best === undefined) return undefined
    taken.push(best)
    for (const k of open) if (best.right[k] === true) open.delete(k)
  }
  return open.size === 0 ? taken : undefined
}

/** Entropy of which term is right, in bits. */
function entropy(counts: readonly number[]): number {
  const sum = counts.reduce((a, b) => a + b, 0)
  return sum === 0 ? 0 : counts.reduce((bits, count) => (count === 0 ? bits : bits - (count / sum) * Math.log2(count / sum)), 0)
}

/** The number with the fewest digits above `low` and up to `high`. */
export function roundest(low: number, high: number): number {
  for (let power = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high), 1))) + 1; power >= -6; power--) {
    const unit = 10 ** power
    const tried = Number((Math.floor(high / unit) * unit).toPrecision(12))
    if (tried > low && tried <= high) return tried
  }
  return high
}

/** What a tree is grown from. */
interface Material {
  readonly terms: readonly Cover[]
  readonly questions: readonly Question[]
  readonly numbers: readonly { readonly term: Term; readonly values: readonly unknown[] }[]
  readonly texts: readonly { readonly term: Term; readonly values: readonly unknown[] }[]
}

/** Which of the terms counts as right in each situation: of several the one that is right most often among those that are looked at. */
interface Labels {
  readonly of: Int16Array
  readonly width: number
}

function labels(terms: readonly Cover[], among: readonly number[], count: number): Labels {
  const counts = terms.map(({ right }) => among.reduce((sum, k) => sum + (right[k] === true ? 1 : 0), 0))
  const of = new Int16Array(count)
  for (const k of among) {
    let best = -1
    terms.forEach(({ right }, at) => {
      if (right[k] === true && (best < 0 || (counts[at] as number) > (counts[best] as number))) best = at
    })
    of[k] = Math.max(0, best)
  }
  return { of, width: terms.length }
}

/** How many of some situations have each label. */
function tally(list: readonly number[], { of, width }: Labels): number[] {
  const counts = Array.from({ length: width }, () => 0)
  for (const k of list) counts[of[k] as number] = (counts[of[k] as number] as number) + 1
  return counts
}

/** Bits that are left to be told once situations are divided. */
function after(yes: readonly number[], no: readonly number[]): number {
  const [some, others] = [yes, no].map((counts) => counts.reduce((a, b) => a + b, 0)) as [number, number]
  return (some * entropy(yes) + others * entropy(no)) / (some + others)
}

interface Division {
  readonly term: Term
  readonly yes: readonly number[]
  readonly no: readonly number[]
  readonly cost: number
}

/** The best of the conditions that a bank has. */
function byQuestion(material: Material, among: readonly number[], labelled: Labels): Division | undefined {
  let best: Division | undefined
  for (const { term, values, price } of material.questions) {
    if (among.some((k) => values[k] === undefined)) continue
    const yes = among.filter((k) => values[k] === true)
    if (yes.length === 0 || yes.length === among.length) continue
    const no = among.filter((k) => values[k] !== true)
    const cost = after(tally(yes, labelled), tally(no, labelled)) + price
    if (best === undefined || cost < best.cost) best = { term, yes, no, cost }
  }
  return best
}

const LESS = component('_1 < _2')

/** The best threshold of a number. */
function byThreshold(material: Material, among: readonly number[], labelled: Labels): Division | undefined {
  let best: Division | undefined
  for (const { term, values } of material.numbers) {
    if (among.some((k) => typeof values[k] !== 'number')) continue
    const sorted = among.toSorted((a, b) => (values[a] as number) - (values[b] as number))
    const price = 0.02 + 0.012 * term.size
    const counts = { yes: tally([], labelled), no: tally(among, labelled) }
    for (let at = 1; at < sorted.length; at++) {
      const moved = labelled.of[sorted[at - 1] as number] as number
      counts.yes[moved] = (counts.yes[moved] as number) + 1
      counts.no[moved] = (counts.no[moved] as number) - 1
      const [low, high] = [values[sorted[at - 1] as number] as number, values[sorted[at] as number] as number]
      if (low === high) continue
      const cost = after(counts.yes, counts.no) + price
      if (best !== undefined && cost >= best.cost) continue
      const test = call(LESS, [term, literal(roundest(low, high), NUMBER)], BOOLEAN)
      best = { term: test, yes: sorted.slice(0, at), no: sorted.slice(at), cost }
    }
  }
  return best
}

const AMONG_CHARACTERS = component('_1.includes(_2)')

/** The best set of texts among which another one is. */
function bySet(material: Material, among: readonly number[], labelled: Labels): Division | undefined {
  let best: Division | undefined
  for (const { term, values } of material.texts) {
    if (among.some((k) => typeof values[k] !== 'string')) continue
    for (const label of new Set(among.map((k) => labelled.of[k]))) {
      const inside = new Set(among.filter((k) => labelled.of[k] === label).map((k) => values[k] as string))
      const yes = among.filter((k) => inside.has(values[k] as string))
      if (yes.length === among.length || inside.size > 30) continue
      const no = among.filter((k) => !inside.has(values[k] as string))
      const cost = after(tally(yes, labelled), tally(no, labelled)) + 0.03 + 0.012 * term.size + 0.012 * inside.size
      if (best !== undefined && cost >= best.cost) continue
      best = { term: membership(term, [...inside].sort()), yes, no, cost }
    }
  }
  return best
}

/** Whether a text is one of several: a character among those of a text, or an element of a list. */
function membership(term: Term, texts: readonly string[]): Term {
  const [only] = texts
  if (texts.length === 1) return call(component('_1 === _2', 'string'), [term, literal(only as string, STRING)], BOOLEAN)
  if (texts.every((text) => Array.from(text).length === 1)) return call(AMONG_CHARACTERS, [literal(texts.join(''), STRING), term], BOOLEAN)
  return call(
    component('_1.includes(_2)', 'string[]'),
    [
      listTerm(
        texts.map((text) => literal(text, STRING)),
        STRING,
      ),
      term,
    ],
    BOOLEAN,
  )
}

interface Tree {
  readonly term: Term
  readonly leaves: number
}

function treeOf(material: Material, among: readonly number[], left: number): Tree | undefined {
  const whole = material.terms.find(({ right }) => among.every((k) => right[k] === true))
  if (whole !== undefined) return { term: whole.term, leaves: 1 }
  if (left <= 1) return undefined
  const labelled = labels(material.terms, among, material.terms[0]?.right.length ?? 0)
  const divisions = [byQuestion(material, among, labelled), byThreshold(material, among, labelled), bySet(material, among, labelled)]
  const best = divisions.filter((one) => one !== undefined).sort((a, b) => a.cost - b.cost)[0]
  if (best === undefined) return undefined
  const yes = treeOf(material, best.yes, left - 1)
  const no = yes && treeOf(material, best.no, left - yes.leaves)
  return yes && no && { term: choice(best.term, yes.term, no.term), leaves: yes.leaves + no.leaves }
}

const isLiteral = ({ operation }: Term, value: boolean): boolean => operation.kind === 'literal' && operation.value === value

/** A condition between two terms; between truth values, a connection of them. */
function choice(test: Term, yes: Term, no: Term): Term {
  if (yes.type.kind === 'boolean') {
    const not = call(component('!_1'), [test], BOOLEAN)
    if (isLiteral(yes, true)) return isLiteral(no, false) ? test : call(component('_1 || _2'), [test, no], BOOLEAN)
    if (isLiteral(no, false)) return call(component('_1 && _2'), [test, yes], BOOLEAN)
    if (isLiteral(yes, false)) return isLiteral(no, true) ? not : call(component('_1 && _2'), [not, no], BOOLEAN)
    if (isLiteral(no, true)) return call(component('_1 || _2'), [not, yes], BOOLEAN)
  }
  return call(CONDITION, [test, yes, no], yes.type)
}

/**
 * A tree of conditions over terms of which each is right in some situations, grown by the information that a condition gives (divide and conquer:
 * Alur, Radhakrishna and Udupa, EUSolver, TACAS 2017). Conditions are those of a bank, thresholds of its numbers and sets of its texts. Undefined
 * where no tree of a few leaves is right everywhere.
 */
export function cover(bank: Bank, sample: readonly number[], goal: Goal): { readonly term?: Term; readonly covers: readonly Cover[] } {
  const covers = coversOf(bank, sample, goal)
  const given = goal.type.kind === 'boolean' ? [true, false].map((value) => literal(value, BOOLEAN)) : []
  const literals = given.map((term): Cover => {
    const right = rightOf(goal, term)
    return { term, right, count: right.filter(Boolean).length }
  })
  const among = goal.type.kind === 'boolean' ? literals : covers
  const choices = BREVITIES.map((brevity) => chosen(among, goal.expected.length, brevity)).filter(
    (terms) => terms !== undefined && terms.length > 1,
  )
  if (choices.length === 0) return { covers }
  const computed = (list: readonly { readonly term: Term }[]): { term: Term; values: unknown[] }[] =>
    list.map(({ term }) => ({ term, values: valuesIn(goal.world, term) }))
  const material: Omit<Material, 'terms'> = {
    questions: computed(bank.of(BOOLEAN).slice(0, LOOKED_AT.conditions)).map(({ term, values }) => ({
      term,
      values,
      price: 0.012 * term.size,
    })),
    numbers: computed(
      bank
        .of(NUMBER)
        .slice(0, LOOKED_AT.numbers)
        .filter(({ term }) => term.operation.kind !== 'literal'),
    ),
    texts: computed(
      bank
        .of(STRING)
        .slice(0, LOOKED_AT.texts)
        .filter(({ term }) => term.operation.kind !== 'literal'),
    ),
  }
  const all = goal.expected.map((_, k) => k)
  const trees = choices.flatMap((terms) => {
    const leaves = Math.min(LEAVES, Math.max((terms ?? []).length + 1, Math.floor(all.length / 8)))
    return treeOf({ ...material, terms: terms ?? [] }, all, leaves) ?? []
  })
  const [tree] = trees.sort((a, b) => a.term.size - b.term.size)
  return { covers, ...(tree === undefined ? {} : { term: tree.term }) }
}
