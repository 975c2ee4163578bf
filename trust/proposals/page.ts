import { spelledOut } from '../../engine/contracts/visible.ts'
import type { CaseCost, Finding, PairedCase, SetRow } from '../contracts.ts'
import { parsePolicy } from '../policy/policy.ts'
import { changedFiles, missingSets, otherReasons, riskOf } from '../policy/risk.ts'
import type { Risk } from '../policy/risk.ts'
import type { ProposalEvidence } from './evidence.ts'
import { SEALED, sealHash, sealRow } from './seals.ts'
import type { Seals } from './seals.ts'

/** Characters of a text that a page repeats, and findings, files and traces that it lists. */
const SHOWN = 300
const LISTED = 12

/** A text that others wrote as one line of Markdown in which nothing is obeyed. */
function plain(text: string, most: number = SHOWN): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text
  return spelledOut(cut)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|!~&]/g, (character) => `\\${character}`)
    .trim()
}

const number = (value: number | null | undefined): string =>
  typeof value !== 'number' ? '–' : Number.isInteger(value) ? String(value) : Number(value.toPrecision(4)).toString()

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const listed = (all: readonly string[]): string =>
  all.length <= LISTED ? all.join(', ') : `${all.slice(0, LISTED).join(', ')} and ${all.length - LISTED} more`

const VERDICTS: Readonly<Record<SetRow['verdict'], string>> = { passes: 'passes', fails: '**fails**', 'needs-cases': '**needs cases**' }

const HEAD = [
  '| set | role | n | champion | candidate | wins / losses / ties | test | p | threshold | verdict |',
  '|---|---|--:|--:|--:|--:|---|--:|--:|---|',
]

const rowOf = ({
  set,
  role,
  version,
  cases,
  champion,
  candidate,
  wins,
  losses,
  ties,
  test,
  p,
  threshold,
  verdict,
  needs,
}: SetRow): string =>
  `| ${plain(set, 60)}${version === 0 ? ', fresh' : `, version ${version}`} | ${role} | ${cases} | ${number(champion)} | ${number(candidate)} | ${wins} / ${losses} / ${ties} | ${plain(test, 80)} | ${number(p)} | ${number(threshold)} | ${VERDICTS[verdict]}${verdict === 'needs-cases' && typeof needs === 'number' ? `: ${needs}` : ''} |`

function spent(results: Readonly<Record<string, readonly PairedCase[]>>, of: 'champion' | 'candidate'): CaseCost {
  const costs = Object.values(results).flatMap((pairs) => pairs.map((pair) => pair[of].cost))
  const sum = (field: keyof CaseCost): number => costs.reduce((total, cost) => total + cost[field], 0)
  return { fuel: sum('fuel'), seconds: sum('seconds'), money: sum('money') }
}

function costLines({ report, results }: ProposalEvidence): string[] {
  const [before, after] = [spent(results, 'champion'), spent(results, 'candidate')]
  const fields = (
    [
      ['fuel', before.fuel, after.fuel],
      ['seconds', before.seconds, after.seconds],
      ['dollars', before.money / 1e6, after.money / 1e6],
    ] as const
  ).filter(([, a, b]) => a > 0 || b > 0)
  return [
    `On all these cases: ${fields.map(([name, a, b]) => `${number(a)} → ${number(b)} ${name}`).join(', ') || 'nothing metered'}.`,
    ...report.caps.map(
      ({ name, unit, champion, candidate, cap, verdict }) =>
        `- ${name}: ${number(champion)} → ${number(candidate)} ${plain(unit, 60)}, cap ${number(cap)}: ${VERDICTS[verdict]}`,
    ),
  ]
}

/** The same judging once more: whether each row says the same again. */
function rerunLines({ report, rerun }: ProposalEvidence): string[] {
  if (rerun === undefined) return ['None was made.']
  const before = new Map(report.rows.map((row) => [row.set, row]))
  return rerun.rows.map((row) => {
    const was = before.get(row.set)
    return `- ${plain(row.set, 60)}: ${number(row.champion)} → ${number(row.candidate)}, ${row.wins} / ${row.losses} / ${row.ties}${row.p === undefined ? '' : `, p ${number(row.p)}`}: ${VERDICTS[row.verdict]}, ${was?.verdict === row.verdict ? 'as before' : '**not as before**'}`
  })
}

function auditLines(audit: readonly Finding[]): string[] {
  const of = (level: Finding['level']): readonly Finding[] => audit.filter((finding) => finding.level === level)
  const shown = [...of('alarm'), ...of('note')].slice(0, LISTED)
  return [
    `${counted(of('alarm').length, 'alarm')}, ${counted(of('note').length, 'note')}, ${of('clear').length} clear: all findings are in \`evidence.json\`.`,
    ...shown.map(({ detector, level, message }) => `- ${level}: ${plain(detector, 60)}: ${plain(message)}`),
  ]
}

/** What approval takes, in a sentence. */
export function approvalSentence({ approvals, because, sets }: Pick<Risk, 'approvals' | 'because' | 'sets'>): string {
  const people =
    approvals === 0 ? 'Approved automatically where every row passes' : `Needs ${approvals === 1 ? 'one person' : `${approvals} people`}`
  return `${people} (class ${because}${sets.length === 0 ? '' : `, and the set ${sets.join(', ')} passed`}).`
}

function standing(evidence: ProposalEvidence, risk: Risk): string[] {
  const { report } = evidence
  const reasons = [
    ...otherReasons(report),
    ...missingSets(risk, report).map((set) => `the policy asks for the set ${set}, which did not pass`),
  ]
  if (reasons.length > 0) return ['**Refused by the gate:**', '', ...reasons.map((reason) => `- ${plain(reason)}`)]
  return report.rights.approved
    ? ['Passed by the gate.']
    : ['Passed by the gate but for rights that are added, which approval would grant.']
}

function rightsLines({ report: { rights } }: ProposalEvidence): string[] {
  const removed = rights.champion.filter((right) => !rights.candidate.includes(right))
  const names = (all: readonly string[]): string => (all.length === 0 ? 'none' : listed(all.map((each) => plain(each, 60))))
  return [
    `Champion: ${names(rights.champion)}. Candidate: ${names(rights.candidate)}. Added: ${names(rights.added)}. Given up: ${names(removed)}.`,
  ]
}

function whyLines({ why, traces, candidate: { origin } }: ProposalEvidence): string[] {
  return [
    ...(why === '' ? [] : [plain(why, 2000), '']),
    `Traces: ${traces.length === 0 ? 'none' : listed(traces.map((trace) => plain(trace, 80)))}.`,
    origin === undefined
      ? 'The candidate was given as files.'
      : `The candidate is program ${origin.program} of the run ${plain(origin.run, 120)}, digest ${plain(origin.digest, 80)}.`,
  ]
}

const fileLine = ({ file, change, class: of }: Risk['files'][number]): string => `${plain(file, 120)} (${change}, ${of})`

/** A proposal's page, a function of its evidence and seals alone: whoever has these can write it again. */
export function pageOf(evidence: ProposalEvidence, seals: Seals): string {
  const { report, release, proposal } = evidence
  const policy = parsePolicy(evidence.policy, 'the policy')
  const risk = riskOf(changedFiles(evidence.champion.files, evidence.candidate.files, policy), report.rights.added, policy)
  const fresh = report.commitment === undefined ? '' : `, fresh cases of the seed with the SHA-256 \`${plain(report.commitment, 80)}\``
  return [
    `# ${proposal}: ${plain(release, 80)}`,
    '',
    `Of ${plain(evidence.on, 40)}, problem ${plain(report.problem.name, 80)}. Replaces \`${plain(report.champion, 80)}\` by \`${plain(report.candidate, 80)}\`.`,
    '',
    ...standing(evidence, risk),
    '',
    '## What',
    '',
    `${listed(risk.files.map(fileLine)) || 'no file'}: see \`change.diff\`.`,
    '',
    '## Why',
    '',
    ...whyLines(evidence),
    '',
    '## Proof',
    '',
    ...HEAD,
    ...report.rows.map(rowOf),
    '',
    `Test ${report.attempt} on these held-out cases, at the level ${number(report.level)}${fresh}; the stated lift is ${number(report.lift)}.${report.ledger === undefined ? '' : ` Entry ${report.ledger.entry} of the ledger of looks.`}`,
    '',
    'Run again with another seed:',
    '',
    ...rerunLines(evidence),
    '',
    '## Audit',
    '',
    ...auditLines(report.audit),
    '',
    '## Cost',
    '',
    ...costLines(evidence),
    '',
    '## Rights',
    '',
    ...rightsLines(evidence),
    '',
    '## Approval',
    '',
    approvalSentence(risk),
    '',
    '## How to undo',
    '',
    `\`ternate rollback ${plain(release, 80)}\` puts the champion of before back, byte for byte.`,
    '',
    '## Seal',
    '',
    `\`ternate verify ${proposal}\` derives this page again and names what differs. Approvals sign \`${sealHash(seals)}\`.`,
    '',
    '| part | SHA-256 | bytes | sum | weighted sum |',
    '|---|---|--:|--:|--:|',
    ...(['change', 'evidence', 'audit', 'policy'] as const).map((part) => sealRow(SEALED[part], seals[part])),
    '',
  ].join('\n')
}
