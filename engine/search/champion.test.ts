import { expect, test } from 'vitest'
import type { Evaluation, SetName } from '../contracts/evaluation.ts'
import type { Manifest } from '../contracts/manifest.ts'
import type { Outcome, Ticket } from '../contracts/ticket.ts'
import { parts } from '../../strategies/fixtures/populations.ts'
import { createSearch } from './search.ts'
import type { Search } from './search.ts'

const island = { parents: { use: 'greedy' }, proposers: { use: 'genetic' }, survival: { capacity: 1 } }
const manifest: Manifest = {
  format: 2,
  engine: '',
  problem: { name: 'p', content: '', direction: 'minimize' },
  seed: '1',
  strategy: { name: 'one', islands: [island], finalists: 1 },
  order: { virtualWorkers: 1, batch: 1, lookahead: 1 },
  platform: { node: '', v8: '', icu: '', arch: '' },
}
const facts = {
  initialPrograms: 1,
  trainCases: 1,
  merge: (known: Evaluation) => known,
  hasValidation: true,
  heldOut: [],
  descriptors: [],
  parts,
}

const evaluation = (set: SetName, score: number): Evaluation => ({
  set,
  verdict: 'scored',
  cases: [{ verdict: 'scored', score, metrics: {}, fuel: 1 }],
  score,
  metrics: {},
  fuel: 1,
})
/** Program `k` with a score on the ticket's set. */
const outcome = (k: number, ticket: Ticket, score: number): Outcome => ({
  kind: 'evaluated',
  operator: 'made',
  program: { files: {}, id: `${k}`, canonicalHash: `${k}`.padStart(8, '0').padEnd(32, '0'), size: 1 },
  evaluation: evaluation(ticket.kind === 'evaluation' ? ticket.set : 'train', score),
  inner: [],
})

/** Scores on train and validation of the programs that are tried, the initial program first; the champion's number. */
function championOf(
  scores: readonly (readonly [train: number, validation: number])[],
  interrupt = (search: Search): Search => search,
): number | undefined {
  let search = createSearch(manifest, facts, { evaluations: scores.length })
  const trace = { records: [], programs: [], judged: [], events: [] }
  let made = 0
  while (search.conclusion === undefined) {
    const ticket = search.draw({ offspring: 0, asking: 0 })
    if (ticket === undefined) {
      search.advance(trace)
      continue
    }
    const k = ticket.kind === 'evaluation' ? ticket.program : ++made
    const [train = 0, validation = 0] = scores[k - 1] ?? []
    search.commit(ticket, outcome(k, ticket, ticket.kind === 'evaluation' ? validation : train), trace)
    search = interrupt(search)
  }
  return search.conclusion.champion.number
}

test('the champion is the best on validation, though others have crowded it out', () => {
  expect(
    championOf([
      [9, 5],
      [8, 7],
    ]),
  ).toBe(1)
  expect(
    championOf([
      [9, 5],
      [8, 4],
    ]),
  ).toBe(2)
})

test('the same when the search is created again from its snapshot at every commit', () => {
  const again = (search: Search): Search => {
    const snapshot = structuredClone(search.snapshot())
    const hashes = Uint32Array.from({ length: 4 * snapshot.programs }, (_, at) => (at % 4 === 0 ? at / 4 + 1 : 0))
    const parents = new Uint32Array(snapshot.programs)
    return createSearch(manifest, facts, { evaluations: 2 }, { snapshot, hashes, parents, underWay: [] })
  }
  expect(
    championOf(
      [
        [9, 5],
        [8, 7],
      ],
      again,
    ),
  ).toBe(1)
})
