import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type AST, parseRegExpLiteral } from '@eslint-community/regexpp'
import { expect, test } from 'vitest'
import { parse } from '../languages/javascript/parse.ts'
import { sitesOf } from '../languages/javascript/sites.ts'

/** Rooms whose code meets the text of programs, replies and files from elsewhere. */
const ROOMS = ['archive', 'cli', 'dashboard', 'engine', 'authoring', 'evaluators', 'languages', 'models', 'proposers', 'run']

/** Files with so many patterns that the rule refuses and that are sound nevertheless, and what they are given. */
const BOUNDED: ReadonlyMap<string, readonly [patterns: number, given: string]> = new Map([
  ['engine/tickets/quarantine.ts', [1, 'messages of at most 300 characters']],
  ['authoring/graders/number.ts', [1, 'texts of at most 400 characters']],
  ['authoring/baselines.ts', [1, "names of the problem's own files"]],
  ['proposers/model/edits.ts', [2, 'lines and comments of at most 300 characters']],
  ['proposers/model/lexemes.ts', [1, 'a comment that is not closed reaches to the end, and what follows always matches']],
  ['proposers/model/listings.ts', [1, 'what stands behind a fence, on a line of at most 300 characters']],
  ['proposers/model/spread.ts', [2, 'the first 100 characters of a name']],
  ['evaluators/isolate/metering/data.ts', [1, 'canonical JSON, whose strings all end']],
  ['languages/json.ts', [3, 'a number, whose parts begin with a dot and an e, and the first 200 characters of a line']],
  ['languages/marks.ts', [1, 'the first 200 characters of a line']],
  ['models/request.ts', [2, "the user's own address"]],
  ['proposers/model/reading/bare.ts', [2, 'the first or last 300 characters of a line']],
  ['proposers/model/reading/names.ts', [5, 'lines of at most 300 characters']],
  ['proposers/model/reading/scan.ts', [6, 'lines of at most 300 characters']],
  ['proposers/model/reading/thoughts.ts', [2, 'the last 300 characters of a text, and blanks around the marks that begin a line']],
])

const SAMPLES = Array.from({ length: 0x300 }, (_, code) => String.fromCodePoint(code)).concat('\u2028', '\ufeff', 'Ж', '文')

/** The characters that an element may match, of a sample. */
function charactersOf(element: AST.Element, flags: string): ReadonlySet<string> {
  if (element.type === 'Quantifier') return charactersOf(element.element, flags)
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return new Set(element.alternatives.flatMap(({ elements }) => elements.flatMap((part) => [...charactersOf(part, flags)])))
  if (element.type !== 'Character' && element.type !== 'CharacterSet' && element.type !== 'CharacterClass') return new Set()
  const one = new RegExp(`^${element.raw}$`, flags.replace(/[gmy]/g, ''))
  return new Set(SAMPLES.filter((character) => one.test(character)))
}

const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((character) => b.has(character))
const isAssertion = ({ type }: AST.Element): boolean => type === 'Assertion'
const leastOf = (element: AST.Element): number => (element.type === 'Quantifier' ? element.min : isAssertion(element) ? 0 : 1)

const groupIn = (element: AST.Element): AST.Element => (element.type === 'Quantifier' ? groupIn(element.element) : element)
const alternativesOf = (element: AST.Element): readonly AST.Alternative[] => {
  const inner = groupIn(element)
  return inner.type === 'Group' || inner.type === 'CapturingGroup' ? inner.alternatives : []
}
const repeats = (element: AST.Element): boolean =>
  (element.type === 'Quantifier' && element.max === Infinity) || alternativesOf(element).some(({ elements }) => elements.some(repeats))

/** All elements on the way from the beginning of a pattern to its end, groups opened where they have one alternative. */
const flat = (elements: readonly AST.Element[]): AST.Element[] =>
  elements.flatMap((element) => {
    const [only, ...more] = element.type === 'Group' || element.type === 'CapturingGroup' ? element.alternatives : []
    return only !== undefined && more.length === 0 ? flat(only.elements) : [element]
  })

/** Why a sequence of elements may take more than linear time. */
function faultIn(all: readonly AST.Element[], flags: string): string | undefined {
  const elements = flat(all)
  for (const [k, element] of elements.entries()) {
    const unbounded = element.type === 'Quantifier' && element.max === Infinity
    if (
      unbounded &&
      alternativesOf(element).some((part) => part.elements.some(repeats)) &&
      alternativesOf(element).some((part) => flat(part.elements).every((item) => item.type === 'Quantifier'))
    )
      return `repeats what repeats: ${element.raw}`
    for (const part of alternativesOf(element)) {
      const fault = faultIn(part.elements, flags)
      if (fault !== undefined) return fault
    }
    if (!repeats(element)) continue
    const own = charactersOf(element, flags)
    // what the text between them can be read as by both may be shared out in many ways
    for (const next of elements.slice(k + 1)) {
      if (repeats(next) && overlap(own, charactersOf(next, flags))) return `${element.raw} and ${next.raw} overlap`
      if (leastOf(next) > 0 && !overlap(own, charactersOf(next, flags))) break
    }
    const follows = elements.slice(k + 1).some((next) => leastOf(next) > 0 || isAssertion(next))
    const anchored =
      flags.includes('y') ||
      elements.slice(0, k).some((before) => isAssertion(before) && before.raw !== String.raw`\b` && before.raw !== String.raw`\B`)
    const fixed = elements.slice(0, k).some((before) => leastOf(before) > 0 && !overlap(own, charactersOf(before, flags)))
    if (follows && !anchored && !fixed) return `${element.raw} begins anywhere, and something must follow`
  }
  return undefined
}

function faultOf(literal: string): string | undefined {
  const { pattern, flags } = parseRegExpLiteral(literal)
  for (const { elements } of pattern.alternatives) {
    const fault = faultIn(elements, flags.raw)
    if (fault !== undefined) return fault
  }
  return undefined
}

test.each([
  String.raw`/\)\s*:\s*([^=]*?)\s*(?:=>\s*\(*)?$/s`,
  String.raw`/\s*\n\s*/g`,
  String.raw`/^\s*[?!]?\s*:(.*)$/s`,
  String.raw`/\s+$/`,
  String.raw`/^(a+)+$/`,
  String.raw`/^(\w*)*x/`,
  String.raw`/^a*b?a*$/`,
  String.raw`/^.*,.*$/`,
])('the rule refuses %s', (literal) => {
  expect(faultOf(literal)).toBeDefined()
})

test.each([
  String.raw`/^\s*(<{5,})\s*SEARCH\b/`,
  String.raw`/\s+/g`,
  String.raw`/^[ \t]*/`,
  String.raw`/^(.*)\[\]$/s`,
  String.raw`/^a+b+c+$/`,
  '/a|b/',
])('the rule lets %s through', (literal) => {
  expect(faultOf(literal)).toBeUndefined()
})

test('no regular expression of the sources takes more than linear time', () => {
  const root = fileURLToPath(new URL('../', import.meta.url))
  const found: string[] = []
  const used = new Map<string, number>()
  let count = 0
  for (const room of ROOMS) {
    for (const path of readdirSync(`${root}${room}`, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path.endsWith('.test.ts') || path.includes('fixtures')) continue
      const parsed = parse(readFileSync(`${root}${room}/${path}`, 'utf8'), path)
      if (!parsed.ok) throw new Error(parsed.reason)
      for (const { node } of sitesOf(parsed.tree)) {
        if (node.type !== 'Literal' || !('regex' in node)) continue
        count += 1
        const { pattern, flags } = node.regex
        const fault = faultOf(`/${pattern}/${flags}`)
        if (fault === undefined) continue
        if (BOUNDED.has(`${room}/${path}`)) used.set(`${room}/${path}`, (used.get(`${room}/${path}`) ?? 0) + 1)
        else found.push(`${room}/${path}: /${pattern}/${flags}: ${fault}`)
      }
    }
  }
  expect(found).toEqual([])
  const known = [...BOUNDED].map(([file, [patterns]]) => [file, patterns])
  expect([...BOUNDED.keys()].map((file) => [file, used.get(file)])).toEqual(known)
  expect(count).toBeGreaterThan(80)
})
