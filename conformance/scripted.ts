import type { Context, Proposal, Proposer, Reply, Request } from '../engine/contracts/proposer.ts'

/**
 * A proposer that gives what it is given: for tests, and to replay offspring made elsewhere. Having no state, it chooses by the
 * ticket's random stream; a list of one is always that one. Each proposal may be preceded by requests.
 *
 * @example
 * createScripted([{ kind: 'program', files: { 'program.ts': 'export const f = () => 1' }, operator: 'scripted' }])
 */
export function createScripted(proposals: readonly Proposal[], requests: readonly Request[] = []): Proposer {
  return {
    *propose({ random }: Context): Generator<Request, Proposal, Reply> {
      for (const request of requests) yield request
      return proposals.length === 0 ? { kind: 'failure', operator: 'scripted', reason: 'nothing left to propose' } : random.pick(proposals)
    },
  }
}
