import { alarm, clear, defineDetector } from './define.ts'
import type { Sighting } from './define.ts'
import type { DetectorPart } from '../../engine/contracts/part.ts'
import type { Case } from '../../engine/contracts/problem.ts'
import type { AuditContext } from '../contracts.ts'
import { dataOf } from './case-data.ts'

/** Characters of a token, blanks and quotes left out. What is shorter may stand anywhere by chance. */
const LENGTH = 24
/** Shortest canary that an author may plant. */
const SHORTEST = 8
/** Characters that are searched in all, and of one text. */
const MOST = 50_000_000

/** A text without what printing it elsewhere may change. */
const bare = (text: string): string => text.replace(/[\s"'`\\]+/g, '')

/** The tokens by which a case is known again: its first characters, or those of its longest list of numbers. */
function tokensOf(cases: readonly Case[]): Set<string> {
  const { texts, lists } = dataOf(cases)
  const long = [...texts, ...lists.map((list) => list.join(','))].map(bare)
  return new Set(long.filter((text) => text.length >= LENGTH).map((text) => text.slice(0, LENGTH)))
}

/** Canaries that authors have planted: `metadata.canary` of a case. */
function plantedIn(cases: readonly Case[]): string[] {
  const found = cases.map(({ metadata }) => metadata?.['canary'])
  return [...new Set(found.flatMap((canary) => (typeof canary === 'string' && canary.length >= SHORTEST ? [bare(canary)] : [])))]
}

/** How many tokens stand in a text: all its windows of their length are looked up. */
function windowsIn(text: string, tokens: ReadonlySet<string>): number {
  const found = new Set<string>()
  for (let at = 0; at + LENGTH <= text.length; at++) {
    const window = text.slice(at, at + LENGTH)
    if (tokens.has(window)) found.add(window)
  }
  return found.size
}

async function* examine({ problem, candidate, champion, sets, log }: AuditContext): AsyncGenerator<Sighting> {
  const held = sets.filter(({ role }) => role === 'heldOut').flatMap(({ cases }) => cases)
  const open = tokensOf([...problem.train, ...problem.validation])
  const before = Object.values(champion.files).map(bare).join('\n')
  const isOpen = (token: string): boolean => open.has(token) || before.includes(token) || bare(problem.statement).includes(token)
  const tokens = new Set([...tokensOf(held)].filter((token) => !isOpen(token)))
  const planted = plantedIn(held)
  let searched = 0
  let alarms = 0
  const look = function* (where: string, text: string): Generator<Sighting> {
    const line = bare(text.slice(0, Math.max(0, MOST - searched)))
    searched += line.length
    const found = windowsIn(line, tokens) + planted.filter((canary) => line.includes(canary)).length
    if (found === 0) return
    alarms += 1
    yield alarm(`${where} holds what stands in ${found} held-out case${found === 1 ? '' : 's'} and in no other`, { where, tokens: found })
  }
  for (const [file, text] of Object.entries(candidate.files)) yield* look(`the file ${file} of the candidate`, text)
  let texts = Object.keys(candidate.files).length
  for await (const { where, text } of log?.texts ?? []) {
    texts += 1
    yield* look(where, text)
  }
  if (searched >= MOST) yield alarm(`more than ${MOST} characters were to be searched, and the rest was not`)
  else if (alarms === 0) yield clear(`${tokens.size + planted.length} tokens of ${held.length} held-out cases, none in ${texts} texts`)
}

/** Looks for pieces of held-out cases where none may be: in sources, prompts, notes and exports. */
export const canary: DetectorPart = defineDetector({
  name: 'canary',
  looksFor: 'texts and lists of held-out cases, or canaries planted in them, in sources, prompts, notes and exports',
  examine: (context) => examine(context),
})
