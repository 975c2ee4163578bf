import { join } from 'node:path'
import { riskOfProposal, recordProposals } from '../../trust/proposals/propose.ts'
import type { ProposalEntry } from '../../trust/proposals/propose.ts'
import { readProposal } from '../../trust/proposals/folder.ts'
import { approvalOf, involvementOf, listProposals, stateOf } from '../../trust/proposals/standing.ts'
import type { Involvement, ProposalLine } from '../../trust/proposals/standing.ts'
import { openHistory, releaseFolder } from '../../trust/release/history.ts'
import type { HistoryEntry } from '../../trust/release/history.ts'
import { releasesFolder } from '../../run/trust/release.ts'
import { releaseNames } from '../../trust/release/list.ts'
import { clock, proposalsFolder } from '../trust-place.ts'
import { hint } from '../caller.ts'
import { print, printJson } from '../view/print.ts'
import { count, oneLine, score, table } from '../view/text.ts'

/** What `ternate proposals` takes. */
export interface Arguments {
  readonly proposal: string | undefined
  readonly json: boolean
}

const historyOf = (release: string): readonly HistoryEntry[] => openHistory(releaseFolder(releasesFolder(), release), clock).entries()

const approvalText = ({ approval }: ProposalLine): string =>
  approval === undefined ? '' : approval.needed === 0 ? 'automatic' : `${approval.approved.length} of ${approval.needed}`

function lines(proposals: readonly ProposalLine[], involvement: Involvement): string[] {
  if (proposals.length === 0) return ['no proposals here yet', `${hint('gate', 'PROBLEM', '--candidate', 'RUN', '--propose')} makes one`]
  const { automatic, approvals, rejections, rollbacks, trips } = involvement
  return [
    ...table(
      [
        ['proposal', 'release', 'state', 'class', 'approvals', 'champion', 'candidate', 'n', 'p', 'of'],
        ...proposals.map((line) => [
          line.proposal,
          oneLine(line.release ?? line.fault ?? '', 40),
          line.state,
          line.class ?? '',
          approvalText(line),
          line.champion === undefined ? '' : score(line.champion),
          line.candidate === undefined ? '' : score(line.candidate),
          line.cases === undefined ? '' : count(line.cases),
          line.p === undefined ? '' : line.p.toPrecision(2),
          oneLine(line.on ?? '', 40).slice(0, 16),
        ]),
      ],
      [5, 6, 7, 8],
    ),
    '',
    `people stepped in: ${approvals} approvals, ${rejections} rejections, ${rollbacks} rollbacks; without them: ${automatic} of ${involvement.proposals} approved automatically, ${trips} canaries ended by a bound`,
  ]
}

function showOne(proposals: string, name: string, entries: readonly ProposalEntry[], json: boolean): void {
  const proposal = readProposal(join(proposals, name))
  const { evidence, bytes, seal } = proposal
  const state = stateOf(proposal, entries, historyOf(evidence.release))
  const approval = approvalOf(proposal, entries)
  const decisions = entries.flatMap((entry) => (entry.kind === 'decided' && entry.decided.proposal === name ? [entry.decided] : []))
  if (json) {
    const { results: _results, champion: _champion, candidate: _candidate, policy: _policy, ...rest } = evidence
    return printJson({ ...rest, state, seal, risk: riskOfProposal(proposal), approval, decisions })
  }
  print([
    ...bytes.page.toString('utf8').trimEnd().split('\n'),
    '',
    `State: ${state}${approval.needed > 0 ? `, ${approval.approved.length} of ${approval.needed} approvals` : ''}.`,
    ...decisions.map(
      ({ by, decision, on, why }) =>
        `- ${oneLine(by, 60)}: ${decision}, ${oneLine(on, 40)}${why === undefined ? '' : `: ${oneLine(why, 200)}`}`,
    ),
  ])
}

/** `ternate proposals`: changes that were put forward, and where each stands. */
export function handler({ proposal, json }: Arguments): void {
  const proposals = proposalsFolder()
  const entries = recordProposals(proposals, clock)
  if (proposal !== undefined) return showOne(proposals, proposal, entries, json)
  const listed = listProposals(proposals, entries, historyOf)
  const involvement = involvementOf(entries, releaseNames(releasesFolder()).map(historyOf))
  if (json) printJson({ proposals: listed, involvement })
  else print(lines(listed, involvement))
}
