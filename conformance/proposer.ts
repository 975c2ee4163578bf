import assert from 'node:assert/strict'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Files, Program } from '../engine/contracts/program.ts'
import type { Context, Proposal, Proposer, Reply, Request, Shown } from '../engine/contracts/proposer.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Requirement } from './archive.ts'
import { plain } from './plain.ts'

/** A proposer that is put to the test. */
export interface ProposerSubject {
  /** Makes a new one each time. */
  readonly make: () => Proposer
  readonly makeProgram: (files: Files) => { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly reason: string }
  /** Sources of the parents that it is given. */
  readonly parents: readonly Files[]
  /** What its problem says of the data files of programs, and examples of its entry, where it says something. */
  readonly facts?: Pick<Context, 'demonstrations' | 'schemas' | 'examples'>
  /** Texts of models, one after the other; where it asks none, leave this out. */
  readonly replies?: readonly string[]
}

const TICKETS = 40

/** Requests that a proposer may make on a ticket before it counts as one that does not end. */
const MOST = 1000

const scored = (score: number): Evaluation => ({
  set: 'train',
  verdict: 'scored',
  cases: [{ verdict: 'scored', fuel: 10, score, metrics: {} }],
  score,
  metrics: {},
  fuel: 10,
})

/** What a proposer must do. */
export function proposerRequirements({ make, makeProgram, parents, facts, replies }: ProposerSubject): Requirement[] {
  const shown = parents.map((files, k): Shown => {
    const made = makeProgram(files)
    if (!made.ok) throw new TypeError(`parent ${k} does not parse: ${made.reason}`)
    return { program: made.program, evaluation: scored(k) }
  })
  const contextOf = (ticket: number): Context => ({
    statement: 'Return a number.',
    entry: { name: 'f', parameters: [{ name: 'x', type: 'number' }], returns: 'number' },
    direction: 'minimize',
    vocabulary: {},
    parents: [shown[ticket % shown.length] as Shown],
    inspirations: shown,
    trainCases: 1,
    size: 200,
    ...facts,
    random: stream(`proposer/${ticket}`),
  })

  /** A ticket from its first request to its proposal. */
  function carryOut(proposer: Proposer, ticket: number): { readonly requests: readonly Request[]; readonly proposal: Proposal } {
    const conversation = proposer.propose(contextOf(ticket))
    const requests: Request[] = []
    let turn = conversation.next()
    while (turn.done !== true) {
      const request = turn.value
      requests.push(request)
      assert.ok(requests.length <= MOST, `more than ${MOST} requests on one ticket`)
      turn = conversation.next(replyTo(request, requests.length))
    }
    return { requests, proposal: turn.value }
  }

  function replyTo(request: Request, turn: number): Reply {
    if (request.kind === 'evaluate') return { kind: 'evaluation', evaluation: scored(turn) }
    if (request.kind === 'trace') return { kind: 'traces', traces: [] }
    if (request.kind !== 'ask') return { kind: 'noted' }
    assert.ok(replies !== undefined, 'it asks a model, and the suite has no replies for it')
    const text = replies[(turn - 1) % replies.length]
    return { kind: 'answer', outcome: text === undefined ? { kind: 'unavailable' } : { kind: 'reply', text } }
  }

  return [
    {
      name: 'the same context and the same replies give the same requests and the same proposal, whatever it did before',
      async run() {
        const used = make()
        for (let ticket = 0; ticket < TICKETS; ticket++) assert.deepEqual(carryOut(used, ticket), carryOut(make(), ticket))
      },
    },
    {
      name: 'requests and proposals are plain data, which a journal can hold',
      async run() {
        for (let ticket = 0; ticket < TICKETS; ticket++) {
          const { requests, proposal } = carryOut(make(), ticket)
          for (const value of [...requests, proposal]) plain(value)
          assert.ok(proposal.operator !== '', 'a proposal without an operator')
        }
      },
    },
    {
      name: 'it changes nothing that it is given',
      async run() {
        const before = JSON.stringify(shown)
        for (let ticket = 0; ticket < TICKETS; ticket++) carryOut(make(), ticket)
        assert.equal(JSON.stringify(shown), before)
      },
    },
    {
      name: 'some of its programs parse and are not their parent',
      async run() {
        const fresh = Array.from({ length: TICKETS }, (_, ticket) => {
          const { proposal } = carryOut(make(), ticket)
          const made = proposal.kind === 'program' ? makeProgram(proposal.files) : undefined
          return made?.ok === true && made.program.canonicalHash !== shown[ticket % shown.length]?.program.canonicalHash
        })
        assert.ok(fresh.includes(true), `none of ${TICKETS} proposals is a new program`)
      },
    },
  ]
}
